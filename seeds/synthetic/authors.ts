import type { ArticleContent } from '../../src/articles/schema/article.ts'
import { itemAt } from './random.ts'

type Author = ArticleContent['authors'][number]

const reporter = (name: string, key: string | null = null): Author => ({ key, name, role: null })

/** Fictitious reporters. No key can be derived from a name without Latin letters, so it is given. */
const reporters = [
  reporter('Ada Moravec'),
  reporter('Émile Garnier'),
  reporter('Birgit Østergaard'),
  reporter('Tomás Iglesias'),
  reporter('佐藤 遥', 'sato-haruka'),
  reporter('Jürgen Weiß'),
  reporter('Grace Okonkwo'),
]
const editor: Author = { ...reporter('Lin Mei-hua'), role: 'editor' }

/** Agency copy has no author; every fourth article also has an editor. */
export function authorsOf(index: number): Author[] {
  if (index % 10 === 9) return []
  return [itemAt(reporters, index), ...(index % 4 === 0 ? [editor] : [])]
}
