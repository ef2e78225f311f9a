import { blockText } from '../../../body/text.ts'
import { tokensMax } from '../../../search/document.ts'
import { fragmentsOf } from '../../../search/highlight.ts'
import type { SearchQuery } from '../../../search/query.ts'
import { languageOf } from '../../../search/stems.ts'
import type { ArticleSummary } from '../../schema/article.ts'
import type { Highlight } from '../../schema/highlight.ts'

/**
 * Where an article has the words that were asked for, from its stored bytes. What it is found by without being in a
 * field, such as an alias of an entity, has no highlight.
 */
export function highlightsOf(content: Buffer, body: Buffer | null, query: SearchQuery): Highlight[] {
  const article: ArticleSummary = JSON.parse(content.toString())
  const blocks: Parameters<typeof blockText>[0][] = body ? JSON.parse(body.toString()) : []
  const language = languageOf(article.locale)
  const fields: Record<Highlight['field'], readonly (string | null)[]> = {
    headline: [article.headline],
    shortHeadline: [article.shortHeadline],
    summary: [article.summary],
    keyPoints: article.keyPoints,
    body: blocks.map(blockText),
    keyFigures: article.keyFigures.map(({ label }) => label),
    entities: article.entities.map(({ name }) => name),
    instruments: article.instruments.flatMap(({ name, ticker }) => [name, ticker]),
    authors: article.authors.map(({ name }) => name),
  }
  return Object.entries(fields).flatMap(([field, texts]) => {
    const given = texts.filter((text) => text !== null)
    const fragments = fragmentsOf(given, query, language, tokensMax)
    return fragments.length > 0 ? [{ field: field as Highlight['field'], fragments }] : []
  })
}
