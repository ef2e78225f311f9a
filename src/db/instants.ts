import type { Beginning, Clock } from '../kernel/clock.ts'
import type { Instant } from '../values/time.ts'
import { statement } from './compiled.ts'
import type { Queries } from './database.ts'

/** Later than every earlier write, of this process or another, and never the instant of a due tape entry. */
export async function takeInstant(
  tx: Queries,
  clock: Clock,
  floor: Instant,
  beginning?: Beginning,
): Promise<Instant> {
  let at = await clock.openWrite(floor, beginning)
  for (;;) {
    const [due] = await Promise.all([dueAt(tx, { at }), setInstant(tx, { at })])
    if (due.length === 0) return at
    at = clock.raiseWrite()
  }
}

const dueAt = statement((db, { at }: { at: Instant }) =>
  db.selectFrom('due').select('at').where('at', '=', at).limit(1),
)

const setInstant = statement((db, { at }: { at: Instant }) =>
  db.updateTable('store_state').set({ instant: at }),
)

const lastInstant = statement((db) => db.selectFrom('store_state').select('instant').limit(1))

/** The instant of the last write. */
export async function lastInstantOf(db: Queries): Promise<Instant> {
  const [row] = await lastInstant(db, {})
  if (!row) throw new Error('The store has no instant of its last write.')
  return row.instant
}
