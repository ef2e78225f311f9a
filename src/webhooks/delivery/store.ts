import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'
import type { DeliveryRow, Place, WebhookRow } from '../store.ts'

/** Every webhook with the number of its last change. */
export const listChanges = (db: Queries): Promise<Pick<WebhookRow, 'id' | 'change'>[]> => changes(db, {})

const changes = statement((db) => db.selectFrom('webhook').select(['id', 'change']))

/**
 * Stores how far a webhook has come, unless an editor has set another place since, or another process has come further,
 * which has the lock that this one has lost; false then.
 */
export async function setPlace(
  tx: Queries,
  { id, moves }: Pick<WebhookRow, 'id' | 'moves'>,
  place: Place,
): Promise<boolean> {
  return (await placed(tx, { id, moves, place })).length > 0
}

const placed = statement((db, { id, moves, place }: { id: string; moves: number; place: Place }) =>
  db
    .updateTable('webhook')
    .set(place)
    .where('id', '=', id)
    .where('moves', '=', moves)
    .where('passed', '<=', place.passed)
    .where('delivered', '<=', place.delivered)
    .where('failed', '<=', place.failed)
    .returning('id'),
)

export async function forgetTest(tx: Queries, { id, test_at }: WebhookRow): Promise<void> {
  await tx
    .updateTable('webhook')
    .set({ test_at: null })
    .where('id', '=', id)
    .where('test_at', '=', test_at)
    .execute()
}

/** Stores keys that were sealed with another key before. */
export async function setKeys(
  tx: Queries,
  { id, change }: WebhookRow,
  keys: Pick<WebhookRow, 'keys' | 'previous_keys'>,
): Promise<void> {
  await tx.updateTable('webhook').set(keys).where('id', '=', id).where('change', '=', change).execute()
}

const insertedAtOnce = 50

export async function insertDeliveries(tx: Queries, rows: readonly DeliveryRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += insertedAtOnce)
    await inserted(tx, { rows: rows.slice(from, from + insertedAtOnce) })
}

const inserted = statement((db, { rows }: { rows: readonly DeliveryRow[] }) =>
  db
    .insertInto('webhook_delivery')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing()),
)

const removedAtOnce = 1_000

/** Removes the oldest deliveries before a moment, at most 1,000; false if there are no more. */
export async function removeOld(tx: Queries, before: Instant): Promise<boolean> {
  const last = await tx
    .selectFrom('webhook_delivery')
    .select('at')
    .where('at', '<', before)
    .orderBy('at')
    .limit(1)
    .offset(removedAtOnce)
    .executeTakeFirst()
  await tx
    .deleteFrom('webhook_delivery')
    .where('at', last ? '<=' : '<', last?.at ?? before)
    .execute()
  return last !== undefined
}
