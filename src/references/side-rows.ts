import { statement } from '../db/compiled.ts'
import type { Queries } from '../db/database.ts'
import type { ReferenceKind, Tables } from '../db/tables.ts'
import { type Fault, refuse } from '../kernel/refusal.ts'
import type { Derivable } from '../publishing/derived/derivable.ts'
import { wordsIn } from '../search/typed.ts'
import { listedDuring } from './listing.ts'
import type { ReferencePut } from './put.ts'

/** Rows derived from one state of a reference: they make identifiers unique, and listings and names findable. */
export interface SideRows {
  readonly listings: readonly Tables['listing'][]
  readonly identifiers: readonly Tables['reference_identifier'][]
  readonly links: readonly Tables['reference_link'][]
  readonly words: readonly Tables['reference_word'][]
}

/** One state of a reference. */
export interface Place {
  readonly kind: ReferenceKind
  readonly key: string
  readonly visible_from: string
  readonly visible_until: string | null
}

/** Every state of an instrument has listings; only the current state has identifiers, links and words. */
export function sideRowsOf(put: ReferencePut, { kind, key, visible_from, visible_until }: Place): SideRows {
  const { listings = [], identifiers = [], links = [], names = [] } = put
  const isCurrent = visible_until === null
  const targets = new Map(links.map((target) => [`${target.kind} ${target.key}`, target]))
  return {
    listings: listings.map((listing) => {
      const { from, until } = listedDuring(listing)
      const { mic, ticker } = listing
      return { mic, ticker, instrument_key: key, visible_from, valid_from: from, valid_to: until }
    }),
    identifiers: isCurrent ? identifiers.map(({ scheme, value }) => ({ scheme, value, kind, key })) : [],
    links: isCurrent
      ? [...targets.values()].map((target) => ({
          ...{ kind, key },
          ...{ target_kind: target.kind, target_key: target.key },
        }))
      : [],
    words: isCurrent ? wordsIn(names, wordsMax).map((word) => ({ kind, word, key })) : [],
  }
}

/** Words by which a reference is found. With all its aliases it might have 20,000, which no insertion takes. */
const wordsMax = 1_000

/** The side rows that the store holds for a state. */
export async function storedSideRows(db: Queries, { kind, key, visible_from, visible_until }: Place) {
  const isCurrent = visible_until === null
  return {
    listings: kind === 'instrument' ? await listingRows(db, { key, from: visible_from }) : [],
    identifiers: isCurrent ? await identifierRows(db, { kind, key }) : [],
    links: isCurrent ? await linkRows(db, { kind, key }) : [],
    words: isCurrent ? await wordRows(db, { kind, key }) : [],
  }
}

/** The references that the current state of a reference links to. */
export const storedLinks = async (db: Queries, { kind, key }: Name) =>
  (await linkRows(db, { kind, key })).map((row) => ({ kind: row.target_kind, key: row.target_key }))

type Name = Pick<Place, 'kind' | 'key'>

const listingRows = statement((db, { key, from }: { key: string; from: string }) =>
  db.selectFrom('listing').selectAll().where('instrument_key', '=', key).where('visible_from', '=', from),
)
const identifierRows = statement((db, { kind, key }: Name) =>
  db.selectFrom('reference_identifier').selectAll().where('kind', '=', kind).where('key', '=', key),
)
const linkRows = statement((db, { kind, key }: Name) =>
  db.selectFrom('reference_link').selectAll().where('kind', '=', kind).where('key', '=', key),
)
const wordRows = statement((db, { kind, key }: Name) =>
  db.selectFrom('reference_word').selectAll().where('kind', '=', kind).where('key', '=', key),
)

/** One string for each side row, for comparing two sets. */
export const namesOf = ({ listings, identifiers, links, words }: SideRows): Set<string> =>
  new Set([
    ...listings.map((row) => `listing ${row.mic}:${row.ticker} ${row.valid_from} ${row.valid_to}`),
    ...identifiers.map(({ scheme, value }) => `identifier ${scheme} ${value}`),
    ...links.map((link) => `link ${link.target_kind} ${link.target_key}`),
    ...words.map(({ word }) => `word ${word}`),
  ])

/** Replaces the side rows of a state; returns false if they were the same. Throws 409 `identifier-taken`. */
export async function storeSideRows(tx: Queries, place: Place, wanted: SideRows): Promise<boolean> {
  const kept = namesOf(await storedSideRows(tx, place))
  const names = [...namesOf(wanted)]
  if (names.length === kept.size && names.every((name) => kept.has(name))) return false
  if (place.kind === 'instrument') await removeListings(tx, place.key, place.visible_from)
  if (place.visible_until === null) {
    await removeIdentifiers(tx, place)
    await removeLinks(tx, place)
    await removeWords(tx, place)
  }
  const { listings, identifiers, links, words } = wanted
  if (listings.length > 0) await tx.insertInto('listing').values(listings).execute()
  await takeIdentifiers(tx, identifiers)
  if (links.length > 0) await tx.insertInto('reference_link').values(links).execute()
  if (words.length > 0) await tx.insertInto('reference_word').values(words).execute()
  return true
}

async function takeIdentifiers(tx: Queries, rows: SideRows['identifiers']): Promise<void> {
  const faults: Fault[] = []
  for (const [index, row] of rows.entries()) {
    const taken = await tx
      .insertInto('reference_identifier')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('key')
      .execute()
    const detail = 'already belongs to another reference'
    if (taken.length === 0)
      faults.push({ pointer: `/identifiers/${index}`, code: 'identifier-taken', detail })
  }
  if (faults.length === 0) return
  throw refuse('identifier-taken', 'An identifier can belong to one reference only. See `errors`.', {
    errors: faults,
  })
}

export async function removeListings(tx: Queries, key: string, from: string): Promise<void> {
  await tx.deleteFrom('listing').where('instrument_key', '=', key).where('visible_from', '=', from).execute()
}

export async function removeIdentifiers(tx: Queries, { kind, key }: Name): Promise<void> {
  await tx.deleteFrom('reference_identifier').where('kind', '=', kind).where('key', '=', key).execute()
}

export async function removeLinks(tx: Queries, { kind, key }: Name): Promise<void> {
  await tx.deleteFrom('reference_link').where('kind', '=', kind).where('key', '=', key).execute()
}

export async function removeWords(tx: Queries, { kind, key }: Name): Promise<void> {
  await tx.deleteFrom('reference_word').where('kind', '=', kind).where('key', '=', key).execute()
}

/** Reads the stored content of one kind of reference. */
export interface StoredReference {
  readonly derivation: number
  /** Throws a `ZodError` if the content violates its schema. */
  read(content: unknown): ReferencePut
}

/** Describes the side rows of a kind to the rebuild. */
export const referencesOf = (
  kind: ReferenceKind,
  { derivation, read }: StoredReference,
): Derivable<Place & { readonly content: string }> => ({
  table: 'reference',
  kind,
  key: ['key', 'visible_from'],
  derivation,
  remake: (tx, row) => storeSideRows(tx, row, sideRowsOf(read(JSON.parse(row.content)), row)),
})
