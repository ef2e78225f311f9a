import { toSlug } from '../values/slug.ts'
import type { ArticleContent } from './schema/article.ts'

type Author = ArticleContent['authors'][number]

/**
 * The key by which an author is found: as given, else made from the name, else null (a name in kanji, say). It does
 * not depend on the article's language, so that an author has one key in all of them.
 */
export const authorKey = ({ key, name }: Author): string | null => key ?? (toSlug(name) || null)
