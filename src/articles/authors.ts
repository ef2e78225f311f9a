import { toSlug } from '../values/slug.ts'
import type { ArticleContent } from './schema/article.ts'

type Author = ArticleContent['authors'][number]

/**
 * Key of an author: the given one, or one derived from the name, or null (for a name in kanji, say). Independent of
 * the article's language, so that an author has the same key in every language.
 */
export const authorKey = ({ key, name }: Author): string | null => key ?? (toSlug(name) || null)
