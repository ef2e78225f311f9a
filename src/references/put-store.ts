import { statement } from '../db/compiled.ts'
import type { Write } from '../db/database.ts'
import type { ReferenceKind } from '../db/tables.ts'
import { removeListings } from './side-rows.ts'

export interface Target {
  readonly kind: ReferenceKind
  readonly key: string
}

interface Inserted extends Target {
  /** JSON text. */
  readonly content: string
  readonly derivation: number
}

/** Adds a state of a reference, visible from this write on. End the current state first. */
export async function insert({ tx, at }: Write, { kind, key, content, derivation }: Inserted): Promise<void> {
  await tx.insertInto('reference').values({ kind, key, visible_from: at, content, derivation }).execute()
}

/** Ends the visible state of a reference. Deletes it if it was added in the same write. */
export async function end({ tx, at }: Write, { kind, key }: Target): Promise<void> {
  await tx
    .deleteFrom('reference')
    .where('kind', '=', kind)
    .where('key', '=', key)
    .where('visible_from', '=', at)
    .execute()
  if (kind === 'instrument') await removeListings(tx, key, at)
  await tx
    .updateTable('reference')
    .set({ visible_until: at })
    .where('kind', '=', kind)
    .where('key', '=', key)
    .where('visible_until', 'is', null)
    .execute()
}

/** References that refer to this one, ordered by kind and key. */
export const linkedFrom = statement((db, { kind, key, limit }: Target & { limit: number }) =>
  db
    .selectFrom('reference_link')
    .select(['kind', 'key'])
    .where('target_kind', '=', kind)
    .where('target_key', '=', key)
    .orderBy('kind')
    .orderBy('key')
    .limit(limit),
)
