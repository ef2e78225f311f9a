import { statement } from '../db/compiled.ts'
import type { Queries, Write } from '../db/database.ts'
import type { ReferenceKind } from '../db/tables.ts'
import type { InstrumentContent } from './schema.ts'

/** A reference by its name. */
export interface Target {
  readonly kind: ReferenceKind
  readonly key: string
}

interface Inserted extends Target {
  /** JSON text. */
  readonly content: string
  readonly listings?: InstrumentContent['listings']
  readonly links?: readonly Target[]
}

/** Adds a state of a reference, visible from this write on, in the place of the one that has been ended. */
export async function insert({ tx, at }: Write, put: Inserted): Promise<void> {
  const { kind, key, content, listings = [], links = [] } = put
  await tx.insertInto('reference').values({ kind, key, visible_from: at, content }).execute()
  const periods = listings.map(({ mic, ticker, validFrom, validTo }) => ({
    mic,
    ticker,
    instrument_key: key,
    visible_from: at,
    // Dates sort as text; these two stand for "always".
    valid_from: validFrom ?? '0000-01-01',
    valid_to: validTo ?? '9999-12-31',
  }))
  if (periods.length > 0) await tx.insertInto('listing').values(periods).execute()
  await removeLinks(tx, put)
  if (links.length === 0) return
  await tx
    .insertInto('reference_link')
    .values(links.map((target) => ({ kind, key, target_kind: target.kind, target_key: target.key })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Ends the state of a reference that is visible. What began in this very write is as if it had never been. */
export async function end({ tx, at }: Write, { kind, key }: Target): Promise<void> {
  await tx
    .deleteFrom('reference')
    .where('kind', '=', kind)
    .where('key', '=', key)
    .where('visible_from', '=', at)
    .execute()
  if (kind === 'instrument')
    await tx.deleteFrom('listing').where('instrument_key', '=', key).where('visible_from', '=', at).execute()
  await tx
    .updateTable('reference')
    .set({ visible_until: at })
    .where('kind', '=', kind)
    .where('key', '=', key)
    .where('visible_until', 'is', null)
    .execute()
}

export async function removeLinks(tx: Queries, { kind, key }: Target): Promise<void> {
  await tx.deleteFrom('reference_link').where('kind', '=', kind).where('key', '=', key).execute()
}

export async function freeIdentifiers(tx: Queries, { kind, key }: Target): Promise<void> {
  await tx.deleteFrom('reference_identifier').where('kind', '=', kind).where('key', '=', key).execute()
}

/** False where the identifier belongs to another reference. */
export async function takeIdentifier(
  tx: Queries,
  { kind, key }: Target,
  { scheme, value }: { scheme: string; value: string },
): Promise<boolean> {
  const taken = await tx
    .insertInto('reference_identifier')
    .values({ scheme, value, kind, key })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .execute()
  return taken.length > 0
}

/** References that name this one, in the order of their keys. */
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
