import type { Collection } from '../db/cache-tags.ts'
import type { Write } from '../db/database.ts'
import type { ReferenceKind } from '../db/tables.ts'
import { type Fault, refuse } from '../kernel/refusal.ts'
import { appendReferenceChange } from '../publishing/tape/tape.ts'
import { touch } from '../publishing/touch.ts'
import type { Target } from './put-store.ts'
import * as store from './put-store.ts'
import type { EntityContent, InstrumentContent, TopicContent } from './schema.ts'
import { removeIdentifiers, sideRowsOf, storedLinks, storeSideRows } from './side-rows.ts'
import * as references from './store.ts'

/** A reference to put, with the inputs of its side rows. */
export interface ReferencePut {
  readonly kind: ReferenceKind
  readonly key: string
  readonly content: object
  /** Version of the code that derives its side rows. */
  readonly derivation: number
  readonly identifiers?: readonly { scheme: string; value: string }[]
  readonly listings?: InstrumentContent['listings']
  /** What it is called: suggestions find it by any word of these. */
  readonly names?: readonly string[]
  /** References that it refers to. */
  readonly links?: readonly Link[]
  /** Disclaimer rules may name retired references, since articles that are public do. */
  readonly mayNameRetired?: boolean
}

export interface Link extends Target {
  /** JSON pointer (RFC 6901) into the content. */
  readonly pointer: string
}

const linkTo = (kind: ReferenceKind, pointer: string, key: string | null | undefined): Link[] =>
  key ? [{ kind, key, pointer }] : []

/** Raise the number of a kind when the same content would produce different side rows. */
export const derivations = { entity: 3, instrument: 4, topic: 3 } as const

export const entityPut = (content: EntityContent): ReferencePut => ({
  kind: 'entity',
  key: content.key,
  content,
  derivation: derivations.entity,
  names: [content.name, ...content.aliases],
  identifiers: content.identifiers,
  links: [
    ...linkTo('entity', '/parent', content.parent),
    ...linkTo('entity', '/role/organisation', content.role?.organisation),
    ...linkTo('entity', '/maker', content.maker),
  ],
})

export const instrumentPut = (content: InstrumentContent): ReferencePut => ({
  kind: 'instrument',
  key: content.key,
  content,
  derivation: derivations.instrument,
  names: [content.name, ...content.listings.map(({ ticker }) => ticker)],
  identifiers: content.identifiers,
  listings: content.listings,
  links: linkTo('entity', '/issuer', content.issuer),
})

export const topicPut = (content: TopicContent): ReferencePut => ({
  kind: 'topic',
  key: topicKey(content),
  content,
  derivation: derivations.topic,
  names: [content.name],
  links: linkTo('topic', '/broader', content.broader),
})

export const topicKey = ({ scheme, code }: { scheme: string; code: string }) => `${scheme}:${code}`

/**
 * Puts references, public from this write on, and returns how many changed. They may refer to each other; of two
 * with the same key the later one wins. Throws 409 `identifier-taken`, and 422 `unknown-reference` and
 * `retired-reference`.
 */
export async function putReferences(write: Write, puts: readonly ReferencePut[]): Promise<number> {
  const changed: ReferencePut[] = []
  const kept = new Set<string>()
  for (const put of lastOfEach(puts)) {
    const current = await references.find(write.tx, put.kind, put.key, write.at)
    const content = JSON.stringify(put.content)
    if (current?.content === content) continue
    for (const link of await storedLinks(write.tx, put)) kept.add(nameOf(put, link))
    if (current) await store.end(write, put)
    await store.insert(write, { ...put, content })
    changed.push(put)
  }
  // Frees all identifiers before taking any, so that two references can swap theirs.
  for (const put of changed) await removeIdentifiers(write.tx, put)
  for (const put of changed) {
    const place = { kind: put.kind, key: put.key, visible_from: write.at, visible_until: null }
    await storeSideRows(write.tx, place, sideRowsOf(put, place))
  }
  for (const put of changed) await checkLinks(write, put, kept)
  for (const put of changed) await appendReferenceChange(write, `${put.kind}/${put.key}`)
  if (changed.length > 0) await touch(write.tx, [...new Set(changed.map(({ kind }) => tagOf(kind)))])
  return changed.length
}

/** Rules choose among the legal texts. */
export const tagOf = (kind: ReferenceKind): Collection =>
  kind === 'disclaimer-rule' ? 'disclaimers' : 'references'

const lastOfEach = (puts: readonly ReferencePut[]): ReferencePut[] => [
  ...new Map(puts.map((put) => [`${put.kind}/${put.key}`, put])).values(),
]

const nameOf = ({ kind, key }: Target, target: Target) => `${kind}/${key} ${target.kind}/${target.key}`

/** A link that was there before may go on naming what has been retired since. */
async function checkLinks({ tx, at }: Write, put: ReferencePut, kept: ReadonlySet<string>): Promise<void> {
  const unknown: Fault[] = []
  const retired: Fault[] = []
  for (const link of put.links ?? []) {
    const { kind, key, pointer } = link
    const found = await references.find(tx, kind, key, at)
    if (!found) {
      const detail = `refers to the ${kind} ${key}, which does not exist`
      unknown.push({ pointer, code: 'unknown-reference', detail })
    } else if (!put.mayNameRetired && !kept.has(nameOf(put, link)) && JSON.parse(found.content).retired)
      retired.push(retiredFault(link))
  }
  if (unknown.length > 0)
    throw refuse(
      'unknown-reference',
      'The reference refers to other references that do not exist. Put those first.',
      { errors: unknown },
    )
  if (retired.length > 0)
    throw refuse('retired-reference', 'The reference refers anew to others that are retired. See `errors`.', {
      errors: retired,
    })
}

export const retiredFault = ({ kind, key, pointer }: Link): Fault => ({
  pointer,
  code: 'retired-reference',
  detail: `refers to the ${kind} ${key}, which is retired`,
})
