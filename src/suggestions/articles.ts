import { findMatches } from '../articles/listing/search/find-matches.ts'
import type { Selection } from '../articles/listing/selection.ts'
import type { ArticleServices } from '../articles/listing/services.ts'
import type { ArticleSummary } from '../articles/schema/article.ts'
import { blockingTerms, termOf } from '../articles/terms.ts'
import type { View } from '../db/database.ts'
import { everything } from '../publishing/derived/terms.ts'
import { typedClause, typedHits } from '../search/typed.ts'
import type { Asked } from './asked.ts'
import type { Suggested } from './schema.ts'

/** Of several words, so many headlines with the rarest are looked at: 1,000 took up to 11 ms in a million articles. */
const bounds = { examined: 1_000, occurrences: 300 }

/** Suggests articles by their headlines, the newest first. */
export async function suggestArticles(
  { cards, disclaimers }: Pick<ArticleServices, 'cards' | 'disclaimers'>,
  view: View,
  { typed, at, since, limit, locale, jurisdiction }: Asked,
): Promise<Suggested[]> {
  const selection: Selection = {
    at,
    sort: '-publishedAt',
    groups: [[locale === undefined ? everything : termOf.locale(locale)]],
    excluded: blockingTerms(jurisdiction),
    published: {},
    updated: {},
    search: { clauses: typed.map(typedClause), excluded: [] },
  }
  const { rows } = await findMatches(view.db, selection, null, limit, bounds)
  const found = await cards.read(
    view,
    rows.map(({ id }) => id),
    at,
  )
  const resolver = await disclaimers.at(view, since, null)
  return rows.flatMap(({ id, document_id }): Suggested[] => {
    const card = found.get(id)
    // As in lists: without a required disclaimer it is not shown.
    if (!card || resolver.shown(card.traits).unresolved.length > 0) return []
    const { slug, headline, publishedAt, links }: ArticleSummary = JSON.parse(card.content.toString())
    return [
      {
        ...{ kind: 'article', key: slug, label: headline, detail: publishedAt },
        hits: typedHits(headline, typed),
        links: { self: links.self },
        id: document_id,
      },
    ]
  })
}
