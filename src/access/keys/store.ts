import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'

/** A key as stored: a hash instead of the secret. */
export interface KeyRow {
  readonly id: string
  readonly name: string
  readonly sha256: string
  /** A JSON list. */
  readonly scopes: string
  readonly created_at: Instant
  readonly created_by: string
  readonly expires_at: Instant | null
  readonly revoked_at: Instant | null
  readonly last_used_at: Instant | null
}

const byHash = statement((db, { sha256 }: { sha256: string }) =>
  db.selectFrom('api_key').selectAll().where('sha256', '=', sha256).limit(1),
)

export const findByHash = async (db: Queries, sha256: string): Promise<KeyRow | undefined> =>
  (await byHash(db, { sha256 }))[0]

/** Records the use of a key, unless one was recorded since `since`. */
export async function recordUse(tx: Queries, id: string, at: Instant, since: Instant): Promise<void> {
  await tx
    .updateTable('api_key')
    .set({ last_used_at: at })
    .where('id', '=', id)
    .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', since)]))
    .execute()
}

const byId = statement((db, { id }: { id: string }) =>
  db.selectFrom('api_key').selectAll().where('id', '=', id).limit(1),
)

export const findById = async (db: Queries, id: string): Promise<KeyRow | undefined> =>
  (await byId(db, { id }))[0]

export async function insert(
  tx: Queries,
  { revoked_at: _, last_used_at: __, ...row }: KeyRow,
): Promise<void> {
  await tx.insertInto('api_key').values(row).execute()
}

export async function revoke(tx: Queries, id: string, at: Instant): Promise<void> {
  await tx
    .updateTable('api_key')
    .set({ revoked_at: at })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
}

/** Newest first. `after`: sort values of the last key of the previous page. */
export const list = (
  db: Queries,
  { at, after, limit }: { at: Instant; after: readonly string[] | null; limit: number },
): Promise<KeyRow[]> =>
  db
    .selectFrom('api_key')
    .selectAll()
    .where('created_at', '<=', at)
    .$if(after !== null, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'id'), '<', tuple(after?.[0] ?? '', after?.[1] ?? '')),
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
