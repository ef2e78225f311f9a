import { statement } from '../db/compiled.ts'
import type { Queries } from '../db/database.ts'
import type { Instant } from '../values/time.ts'

export interface ReplayRow {
  readonly key_id: string
  readonly idempotency_key: string
  readonly request_sha256: string
  readonly status: number
  /** A JSON object. */
  readonly headers: string
  readonly body: string
  readonly at: Instant
}

interface ReplayLookup {
  readonly keyId: string
  readonly idempotencyKey: string
  readonly since: Instant
}

const found = statement((db, { keyId, idempotencyKey, since }: ReplayLookup) =>
  db
    .selectFrom('idempotency')
    .selectAll()
    .where('key_id', '=', keyId)
    .where('idempotency_key', '=', idempotencyKey)
    .where('at', '>', since)
    .limit(1),
)

export const find = async (tx: Queries, place: ReplayLookup): Promise<ReplayRow | undefined> =>
  (await found(tx, place))[0]

/** Stores an answer. It may replace one under the same key that is too old to be replayed. */
export async function keep(tx: Queries, row: ReplayRow): Promise<void> {
  await kept(tx, row)
}

const kept = statement((db, row: ReplayRow) => {
  const { key_id, idempotency_key, ...answer } = row
  return db
    .insertInto('idempotency')
    .values(row)
    .onConflict((conflict) => conflict.columns(['key_id', 'idempotency_key']).doUpdateSet(answer))
})

const prunedAtOnce = 100

/** Deletes up to 100 of the oldest expired answers. */
export async function prune(tx: Queries, since: Instant): Promise<void> {
  const old = await expired(tx, { since })
  for (const { key_id, idempotency_key } of old) await dropped(tx, { key_id, idempotency_key, since })
}

const expired = statement((db, { since }: { since: Instant }) =>
  db
    .selectFrom('idempotency')
    .select(['key_id', 'idempotency_key'])
    .where('at', '<=', since)
    .orderBy('at')
    .limit(prunedAtOnce),
)

interface Expired extends Pick<ReplayRow, 'key_id' | 'idempotency_key'> {
  readonly since: Instant
}

const dropped = statement((db, { key_id, idempotency_key, since }: Expired) =>
  db
    .deleteFrom('idempotency')
    .where('key_id', '=', key_id)
    .where('idempotency_key', '=', idempotency_key)
    // The same key may have come again.
    .where('at', '<=', since),
)
