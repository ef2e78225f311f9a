import type { Queries } from '../db/database.ts'
import type { ReferenceKind } from '../db/tables.ts'
import { type Fault, ruleBroken } from '../errors.ts'
import type { PublicationRow } from '../publishing/publications.ts'
import { topicKey } from '../references/put.ts'
import type { Entity, Instrument, Topic } from '../references/schema.ts'
import * as references from '../references/store.ts'
import type { Instant } from '../values/time.ts'
import type { ArticleContent } from './schema.ts'

/**
 * Names and identifiers of what an article refers to, as of the write that published it, so that its bytes can be
 * made again at any time. Throws 422 `unknown-reference` that lists every key at fault.
 */
export async function resolveReferences(
  db: Queries,
  content: ArticleContent,
  { recorded_at: at, visible_from }: Pick<PublicationRow, 'recorded_at' | 'visible_from'>,
) {
  const faults: Fault[] = []
  const entities = await load<Entity>(
    db,
    'entity',
    content.entities.map(({ key }) => key),
    at,
  )
  const instruments = await load<Instrument>(
    db,
    'instrument',
    content.instruments.map(({ key }) => key),
    at,
  )
  const topics = await load<Topic>(db, 'topic', content.topics.map(topicKey), at)

  const named = <Found>(
    known: Map<string, Found>,
    list: string,
    index: number,
    key: string,
  ): Found | null => {
    const found = known.get(key)
    if (!found)
      faults.push({ pointer: `/${list}/${index}`, code: 'unknown-reference', detail: 'does not exist' })
    return found ?? null
  }
  const result = {
    entities: content.entities.map((one, index) => {
      const { name, type } = named(entities, 'entities', index, one.key) ?? {}
      return { ...one, name, type }
    }),
    instruments: content.instruments.map((one, index) => {
      const found = named(instruments, 'instruments', index, one.key)
      return { ...one, ...(found && instrumentFields(found, visible_from)) }
    }),
    topics: content.topics.map((one, index) => {
      const { name } = named(topics, 'topics', index, topicKey(one)) ?? {}
      return { ...one, name }
    }),
  }
  if (faults.length > 0)
    throw ruleBroken('unknown-reference', 'The article refers to what does not exist.', faults)
  return result
}

async function load<Content>(db: Queries, kind: ReferenceKind, keys: string[], at: Instant) {
  const rows = await references.findMany(db, kind, keys, at)
  return new Map<string, Content>(rows.map((row) => [row.key, JSON.parse(row.content)]))
}

/** The instrument under its main listing on the day of the moment. */
function instrumentFields({ name, identifiers, listings }: Instrument, moment: Instant) {
  const day = moment.slice(0, 10)
  const current = listings.filter(
    ({ validFrom, validTo }) =>
      (validFrom === null || validFrom <= day) && (validTo === null || day < validTo),
  )
  const listing = current.find(({ primary }) => primary) ?? current[0]
  const identifier = (...schemes: string[]) =>
    identifiers.find(({ scheme }) => schemes.includes(scheme))?.value ?? null
  return {
    name,
    ticker: listing?.ticker ?? null,
    mic: listing?.mic ?? null,
    isin: identifier('isin'),
    figi: identifier('figi', 'figi-composite', 'figi-shareclass'),
  }
}
