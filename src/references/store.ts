import { sql } from 'kysely'
import { statement } from '../db/compiled.ts'
import type { Queries } from '../db/database.ts'
import type { ReferenceKind } from '../db/tables.ts'
import { referenceAt } from '../publishing/view.ts'
import type { Instant } from '../values/time.ts'

/** One state of a reference. */
export interface ReferenceRow {
  readonly key: string
  readonly visible_from: Instant
  readonly content: string
}

/** Bytes of the JSON of a reference. */
export const bytesOf = ({ content }: ReferenceRow): number => Buffer.byteLength(content)

const columns = ['reference.key', 'reference.visible_from', 'reference.content'] as const

const byKey = statement((db, { kind, key, at }: { kind: ReferenceKind; key: string; at: Instant }) =>
  db
    .selectFrom('reference')
    .select(columns)
    .where('kind', '=', kind)
    .where('key', '=', key)
    .where(referenceAt(at))
    .limit(1),
)

export async function find(db: Queries, kind: ReferenceKind, key: string, at: Instant) {
  return (await byKey(db, { kind, key, at })).at(0)
}

const byKeys = statement<{ kind: ReferenceKind; keys: readonly string[]; at: Instant }, ReferenceRow>(
  (_, { kind, keys, at }) => sql`
    select reference.key, reference.visible_from, reference.content from reference
    where kind = ${kind} and key in (${sql.join(keys)}) and ${referenceAt(at)}`,
)

/** The references among the keys that exist at the moment, unordered. */
export async function findMany(db: Queries, kind: ReferenceKind, keys: readonly string[], at: Instant) {
  return keys.length === 0 ? [] : byKeys(db, { kind, keys, at })
}

/** References of a kind with keys after `after`, ordered by key. */
export const list = statement(
  (db, { kind, after, at, limit }: { kind: ReferenceKind; after: string; at: Instant; limit: number }) =>
    db
      .selectFrom('reference')
      .select(columns)
      .where('kind', '=', kind)
      .where('key', '>', after)
      .where(referenceAt(at))
      .orderBy('key')
      .limit(limit),
)

/** The instrument listed under this ticker on this market (ISO 10383) at the moment. */
async function findListed(db: Queries, mic: string, ticker: string, at: Instant) {
  return db
    .selectFrom('listing')
    .innerJoin('reference', (join) =>
      join
        .onRef('reference.key', '=', 'listing.instrument_key')
        .onRef('reference.visible_from', '=', 'listing.visible_from'),
    )
    .select(columns)
    .where('reference.kind', '=', 'instrument')
    .where('listing.mic', '=', mic)
    .where('listing.ticker', '=', ticker)
    .where('listing.valid_from', '<=', at)
    .where('listing.valid_to', '>', at)
    .where(referenceAt(at))
    .orderBy('listing.instrument_key')
    .limit(1)
    .executeTakeFirst()
}

/** Finds an instrument by key, or by `MIC:TICKER` as listed at the moment. */
export function findInstrument(db: Queries, keyOrListing: string, at: Instant) {
  const [mic, ticker, ...rest] = keyOrListing.split(':')
  if (!mic || ticker === undefined) return find(db, 'instrument', keyOrListing, at)
  return rest.length === 0 ? findListed(db, mic, ticker, at) : Promise.resolve(undefined)
}
