import type { Queries } from '../../db/database.ts'
import { examinedMax } from '../../http/parameters/page.ts'
import type { Config } from '../../kernel/config.ts'
import type { Pacer } from '../../kernel/pacer.ts'
import type { Kind } from '../../publishing/kind.ts'
import type { Instant } from '../../values/time.ts'
import { type DeskDocument, requireDocument } from './document.ts'
import { listStateInputs, type Narrowing, type StateInputsRow } from './list-store.ts'
import { type State, stateOf } from './workflow.ts'

const batchMax = 500

interface Wanted {
  readonly narrowing: Narrowing
  /** Absent: any state. */
  readonly states?: readonly State[] | undefined
  readonly after: readonly string[] | null
  readonly limit: number
}

/**
 * Documents, most recently changed first. A page is short once 20,000 documents have been examined; `stoppedAt` is
 * the keyset position from which the next page continues.
 */
export async function listDocuments<Content>(
  db: Queries,
  kind: Kind<Content>,
  { config, pacer }: { config: Pick<Config, 'reviewRequired'>; pacer: Pacer },
  { narrowing, states, after, limit }: Wanted,
  at: Instant,
): Promise<{ readonly documents: DeskDocument<Content>[]; readonly stoppedAt: readonly string[] | null }> {
  const found: StateInputsRow[] = []
  const batch = states ? batchMax : limit + 1
  let place = readPlace(after)
  let isMore = true
  for (let examined = 0; isMore && found.length <= limit && examined < examinedMax; examined += batch) {
    if (pacer.isSpent()) await pacer.turn()
    const rows = await listStateInputs(db, { kind: kind.kind, narrowing, after: place, at, limit: batch })
    found.push(...rows.filter((row) => !states || states.includes(stateOfRow(row))))
    const last = rows.at(-1)
    if (last) place = { changedAt: last.changed_at, id: last.id }
    isMore = rows.length === batch
  }
  const shown = found.slice(0, limit)
  const end = found.length > limit ? shown.at(-1) : undefined
  const documents: DeskDocument<Content>[] = []
  for (const { id } of shown) documents.push(await requireDocument(db, kind, config, id, at))
  if (end) return { documents, stoppedAt: [end.changed_at, end.id] }
  return { documents, stoppedAt: isMore && place ? [place.changedAt, place.id] : null }
}

function readPlace(after: readonly string[] | null) {
  const [changedAt, id] = after ?? []
  return changedAt === undefined || id === undefined ? null : { changedAt, id }
}

const stateOfRow = (row: StateInputsRow): State =>
  stateOf({
    isRetracted: row.is_retracted === 1,
    isHeld: row.is_held === 1,
    isDiscarded: row.is_discarded === 1,
    wasPublic: row.was_public === 1,
    decision: row.decision,
  })
