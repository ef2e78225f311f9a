import { setImmediate } from 'node:timers/promises'
import type { Queries } from '../../db/database.ts'
import type { Config } from '../../kernel/config.ts'
import type { Instant } from '../../values/time.ts'
import { type DeskArticle, requireArticle } from './article.ts'
import { type FactsRow, listFacts, type Narrowing } from './store.ts'
import { type State, stateOf } from './workflow.ts'

/** The most articles that are looked at for one page. */
const examinedMax = 20_000
const batch = 500

interface Wanted {
  readonly narrowing: Narrowing
  readonly states: readonly State[] | undefined
  readonly after: readonly string[] | null
  readonly limit: number
}

/**
 * Articles by their last change, newest first. A page is short where too many others would have to be looked at;
 * `stoppedAt` is the place behind which the list goes on.
 */
export async function listArticles(
  db: Queries,
  config: Pick<Config, 'reviewRequired'>,
  { narrowing, states, after, limit }: Wanted,
  at: Instant,
): Promise<{ readonly articles: DeskArticle[]; readonly stoppedAt: readonly string[] | null }> {
  const found: FactsRow[] = []
  let place = placeOf(after)
  let isMore = true
  for (let examined = 0; isMore && found.length <= limit && examined < examinedMax; examined += batch) {
    // Others may be answered between two batches.
    if (examined > 0) await setImmediate()
    const rows = await listFacts(db, { narrowing, after: place, at, limit: batch })
    found.push(...rows.filter((row) => !states || states.includes(stateOfRow(row))))
    const last = rows.at(-1)
    if (last) place = { changedAt: last.changed_at, id: last.id }
    isMore = rows.length === batch
  }
  const shown = found.slice(0, limit)
  const end = found.length > limit ? shown.at(-1) : undefined
  const articles: DeskArticle[] = []
  for (const { id } of shown) articles.push(await requireArticle(db, config, id, at))
  if (end) return { articles, stoppedAt: [end.changed_at, end.id] }
  return { articles, stoppedAt: isMore && place ? [place.changedAt, place.id] : null }
}

function placeOf(after: readonly string[] | null) {
  const [changedAt, id] = after ?? []
  return changedAt === undefined || id === undefined ? null : { changedAt, id }
}

const stateOfRow = (row: FactsRow): State =>
  stateOf({
    isRetracted: row.is_retracted === 1,
    isHeld: row.is_held === 1,
    isDiscarded: row.is_discarded === 1,
    wasPublic: row.was_public === 1,
    decision: row.decision,
  })
