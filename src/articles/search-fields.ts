import { blockText } from '../body/text.ts'
import type { SearchFields } from '../search/document.ts'
import type { ArticleContent } from './schema/article.ts'

/** What a search finds an article by. `names` are those of its entities and instruments. */
export const searchFieldsOf = (content: ArticleContent, names: readonly string[]): SearchFields => ({
  headline: given([content.headline, content.shortHeadline]),
  lead: given([content.summary, ...content.keyPoints]),
  names: [
    ...names,
    ...content.authors.map(({ name }) => name),
    ...content.keyFigures.map(({ label }) => label),
  ],
  body: content.body.map(blockText),
})

const given = (texts: readonly (string | null)[]): string[] => texts.filter((text) => text !== null)
