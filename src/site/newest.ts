import { findNewest } from '../articles/listing/find-page.ts'
import type { ArticleServices } from '../articles/listing/services.ts'
import type { StableIntervalAt } from '../db/cache-tags.ts'
import type { Database } from '../db/database.ts'
import type { Validity } from '../http/edge/response-cache.ts'
import type { Clock } from '../kernel/clock.ts'

const newestShown = 8
/** Some of them may lack a required disclaimer. */
const newestExamined = 40

export interface NewestServices extends Pick<ArticleServices, 'cards' | 'disclaimers'> {
  readonly config: ArticleServices['config']
  readonly db: Pick<Database, 'snapshot'>
  readonly clock: Clock
  readonly stableIntervalAt: StableIntervalAt
}

/** What the landing page shows of an article, as it stands in lists. */
export interface Story {
  readonly headline: string
  readonly summary: string | null
  readonly locale: string
  readonly publishedAt: string
  readonly links: { readonly self: string }
}

export interface NewestStories extends Validity {
  readonly stories: readonly Story[]
}

const madeFrom = ['articles', 'disclaimers'] as const

/** Like the public list, leaves out articles that lack a required disclaimer. */
export async function newestStories(services: NewestServices): Promise<NewestStories> {
  const { db, clock, config, cards, disclaimers, stableIntervalAt } = services
  return db.snapshot(async (queries, epoch) => {
    // Not earlier: a commit before the snapshot would show in it, and be later than the moment.
    const at = clock.now()
    const view = { db: queries, epoch }
    const { since, until } = await stableIntervalAt(view, madeFrom, at)
    const rows = await findNewest(queries, at, config.defaultJurisdiction, newestExamined)
    const found = await cards.read(
      view,
      rows.map(({ id }) => id),
      at,
    )
    const resolver = await disclaimers.at(view, since, null)
    const stories = rows
      .flatMap(({ id }) => found.get(id) ?? [])
      .filter(({ traits }) => resolver.shown(traits).unresolved.length === 0)
      .slice(0, newestShown)
      .map(({ content }): Story => JSON.parse(content.toString()))
    return { stories, epoch, tags: madeFrom, until: until ? Date.parse(until) : Number.POSITIVE_INFINITY }
  })
}
