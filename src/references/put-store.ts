import { sql } from 'kysely'
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

interface Wanted {
  readonly target: Target
  readonly after: readonly [kind: string, key: string]
  readonly limit: number
}

/** References that refer to the target, after a kind and a key, in this order. */
export const referencesLinkingTo = statement<Wanted, Target>(
  (_, { target, after: [kind, key], limit }) => sql`
    select kind, "key" from reference_link
    where target_kind = ${target.kind} and target_key = ${target.key} and (kind, "key") > (${kind}, ${key})
    order by kind, "key" limit ${limit}`,
)
