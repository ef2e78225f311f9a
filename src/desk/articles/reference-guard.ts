import type { ArticleContent } from '../../articles/schema.ts'
import type { Queries } from '../../db/database.ts'
import type { ReferenceKind } from '../../db/tables.ts'
import type { Fault } from '../../errors.ts'
import { topicKey } from '../../references/put.ts'
import * as references from '../../references/store.ts'
import type { Instant } from '../../values/time.ts'

interface Pointer {
  readonly kind: ReferenceKind
  readonly key: string
  readonly pointer: string
}

const batch = 500

/** Everything in the article that names an entity, instrument or topic which does not exist at the moment. */
export async function unknownReferences(db: Queries, content: ArticleContent, at: Instant): Promise<Fault[]> {
  const named = [...pointers(content)]
  const known = new Set<string>()
  for (const [kind, group] of Map.groupBy(named, (one) => one.kind)) {
    const keys = [...new Set(group.map(({ key }) => key))]
    for (let start = 0; start < keys.length; start += batch)
      for (const row of await references.findMany(db, kind, keys.slice(start, start + batch), at))
        known.add(`${kind} ${row.key}`)
  }
  return named
    .filter(({ kind, key }) => !known.has(`${kind} ${key}`))
    .map(({ pointer }) => ({ pointer, code: 'unknown-reference', detail: 'does not exist' }))
}

function* pointers(content: ArticleContent): Generator<Pointer> {
  const { entities, instruments, topics } = content
  for (const [at, { key }] of entities.entries()) yield entity(key, `/entities/${at}`)
  for (const [at, { key, via }] of instruments.entries()) {
    yield { kind: 'instrument', key, pointer: `/instruments/${at}` }
    if (via !== null) yield entity(via, `/instruments/${at}/via`)
  }
  for (const [at, topic] of topics.entries())
    yield { kind: 'topic', key: topicKey(topic), pointer: `/topics/${at}` }
  yield* factPointers(content)
  yield* markPointers(content)
}

function* factPointers({ keyFigures, timeline, sources, quotes }: ArticleContent): Generator<Pointer> {
  for (const [at, { subject }] of keyFigures.entries())
    if (subject !== null) yield entity(subject, `/keyFigures/${at}/subject`)
  for (const [at, event] of timeline.entries())
    for (const [index, key] of event.entities.entries())
      yield entity(key, `/timeline/${at}/entities/${index}`)
  for (const [at, source] of sources.entries())
    if (source.entity !== null) yield entity(source.entity, `/sources/${at}/entity`)
  for (const [at, { speaker }] of quotes.entries())
    if (speaker !== null) yield entity(speaker, `/quotes/${at}/speaker`)
}

function* markPointers({ body }: ArticleContent): Generator<Pointer> {
  for (const [at, block] of body.entries()) {
    if (block._type !== 'block') continue
    for (const [index, mark] of block.markDefs.entries()) {
      const place = `/body/${at}/markDefs/${index}`
      if (mark._type === 'entity') yield entity(mark.entity, `${place}/entity`)
      if (mark._type === 'instrument')
        yield { kind: 'instrument', key: mark.instrument, pointer: `${place}/instrument` }
    }
  }
}

const entity = (key: string, pointer: string): Pointer => ({ kind: 'entity', key, pointer })
