import type { ArticleContent } from '../../src/articles/schema/article.ts'
import { itemAt } from './random.ts'

type Author = ArticleContent['authors'][number]

const reporter = (name: string, key: string | null = null): Author => ({ key, name, role: null })

/** Reporters who do not exist. Of a name without Latin letters no key can be made, so it is given. */
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

/** Agency copy has no author, and every fourth article an editor too. */
export function authorsOf(index: number): Author[] {
  if (index % 10 === 9) return []
  return [itemAt(reporters, index), ...(index % 4 === 0 ? [editor] : [])]
}
