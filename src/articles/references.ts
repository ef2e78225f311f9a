import type { Queries } from '../db/database.ts'
import type { PublicationRow, ReferenceKind } from '../db/tables.ts'
import { type Fault, refuse } from '../kernel/refusal.ts'
import { mainListing } from '../references/listing.ts'
import { retiredFault, topicKey } from '../references/put.ts'
import type { Entity, Instrument, Topic } from '../references/schema.ts'
import * as references from '../references/store.ts'
import type { Instant } from '../values/time.ts'
import { mentionsIn, type Named } from './mentions.ts'
import type { ArticleContent } from './schema/article.ts'

/**
 * Adds names and identifiers to an article's references, and lists what they are called, as of the write that published it, so that its bytes can be
 * rebuilt at any time. Throws 422 `unknown-reference` with every unknown one.
 */
export async function resolveReferences(
  db: Queries,
  content: ArticleContent,
  { recorded_at: at, visible_from }: Pick<PublicationRow, 'recorded_at' | 'visible_from'>,
) {
  const known = await loadNamed(db, content, at)
  const faults = unknownIn(content, known)
  if (faults.length > 0)
    throw refuse('unknown-reference', 'The article refers to references that do not exist. See `errors`.', {
      errors: faults,
    })
  const resolved = {
    entities: content.entities.map((one) => {
      const { name, type } = known.entity.get(one.key) ?? {}
      return { ...one, name, type }
    }),
    instruments: content.instruments.map((one) => {
      const found = known.instrument.get(one.key)
      return { ...one, ...(found && instrumentFields(found, visible_from)) }
    }),
    topics: content.topics.map((one) => ({ ...one, name: known.topic.get(topicKey(one))?.name })),
  }
  return { resolved, names: namesIn(content, known) }
}

/** Names, aliases and tickers, past ones too, of the entities and instruments in its lists. */
const namesIn = ({ entities, instruments }: ArticleContent, known: Known): string[] => [
  ...entities.flatMap(({ key }) => {
    const { name = '', aliases = [] } = known.entity.get(key) ?? {}
    return [name, ...aliases]
  }),
  ...instruments.flatMap(({ key }) => {
    const { name = '', listings = [] } = known.instrument.get(key) ?? {}
    return [name, ...new Set(listings.map(({ ticker }) => ticker))]
  }),
]

/** Every reference in an article to an entity, instrument or topic that does not exist at the moment, or is retired. */
export async function referenceFaults(db: Queries, content: ArticleContent, at: Instant): Promise<Fault[]> {
  const known = await loadNamed(db, content, at)
  const retired = mentionsIn(content).filter(({ kind, key }) => known[kind].get(key)?.retired)
  return [...unknownIn(content, known), ...retired.map(retiredFault)]
}

interface Known {
  readonly entity: ReadonlyMap<string, Entity>
  readonly instrument: ReadonlyMap<string, Instrument>
  readonly topic: ReadonlyMap<string, Topic>
}

const unknownIn = (content: ArticleContent, known: Known): Fault[] =>
  mentionsIn(content)
    .filter(({ kind, key }) => !known[kind].has(key))
    .map(({ pointer }) => ({ pointer, code: 'unknown-reference', detail: 'does not exist' }))

async function loadNamed(db: Queries, content: ArticleContent, at: Instant): Promise<Known> {
  const named = Map.groupBy(mentionsIn(content), ({ kind }) => kind)
  const keysOf = (kind: Named['kind']) => [...new Set(named.get(kind)?.map(({ key }) => key))]
  return {
    entity: await load<Entity>(db, 'entity', keysOf('entity'), at),
    instrument: await load<Instrument>(db, 'instrument', keysOf('instrument'), at),
    topic: await load<Topic>(db, 'topic', keysOf('topic'), at),
  }
}

const batch = 500

async function load<Content>(db: Queries, kind: ReferenceKind, keys: readonly string[], at: Instant) {
  const found = new Map<string, Content>()
  for (let start = 0; start < keys.length; start += batch)
    for (const row of await references.findMany(db, kind, keys.slice(start, start + batch), at))
      found.set(row.key, JSON.parse(row.content))
  return found
}

/** Fields of an instrument, with its primary listing at the moment. */
function instrumentFields({ name, identifiers, listings }: Instrument, moment: Instant) {
  const listing = mainListing(listings, moment)
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
