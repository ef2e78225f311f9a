import { findPage } from '../articles/listing/find-page.ts'
import { withinBytes } from '../articles/listing/items.ts'
import type { Selection } from '../articles/listing/selection.ts'
import { blockingTerms } from '../articles/terms.ts'
import type { Reading } from '../http/endpoints/request.ts'
import { everything } from '../publishing/derived/terms.ts'
import { addMilliseconds, type Instant } from '../values/time.ts'
import type { SitemapServices } from './routes.ts'
import type { NewsArticle } from './xml.ts'

/** What Google News takes. */
const newsMax = 1_000
const newsMs = 48 * 3_600_000

/** The articles of the last two days, without those that lack a required disclaimer, and when one of them is older. */
export async function newestArticles(
  { cards, disclaimers, config, pacer }: SitemapServices,
  { at, since, ...view }: Pick<Reading<unknown, unknown>, 'db' | 'epoch' | 'at' | 'since'>,
): Promise<{ articles: NewsArticle[]; changesAt: Instant | null }> {
  const selection: Selection = {
    ...{ at: since, sort: '-publishedAt' as const, groups: [[everything]], updated: {} },
    excluded: blockingTerms(config.defaultJurisdiction),
    // Exclusive: at this moment it is no longer of the last two days.
    published: { from: addMilliseconds(at, 1 - newsMs) },
  }
  const { rows } = await findPage(view.db, selection, null, newsMax)
  const ids = rows.map(({ id }) => id)
  const resolver = await disclaimers.at(view, since, null)
  const articles: NewsArticle[] = []
  for (const id of await withinBytes(cards, view, ids, 'none', since)) {
    if (pacer.isSpent()) await pacer.turn()
    const card = (await cards.read(view, [id], since)).get(id)
    if (card && resolver.shown(card.traits).unresolved.length === 0)
      articles.push(JSON.parse(card.content.toString()))
  }
  const oldest = rows.at(-1)?.published_at
  return { articles, changesAt: oldest ? addMilliseconds(oldest, newsMs) : null }
}
