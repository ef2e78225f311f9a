import type { Queries, Write } from '../db/database.ts'
import type { ReferenceKind } from '../db/tables.ts'
import { type Fault, Refusal, ruleBroken } from '../errors.ts'
import { appendReferenceChange, raiseEpoch } from '../publishing/tape.ts'
import { isUsed, referenceTerm } from '../publishing/terms.ts'
import type { EntityContent, InstrumentContent, TopicContent } from './schema.ts'
import * as references from './store.ts'

/** A reference to be put: its content, and what of it is kept beside it to be unique or found. */
export interface ReferencePut {
  readonly kind: ReferenceKind
  readonly key: string
  readonly content: object
  readonly identifiers?: readonly { scheme: string; value: string }[]
  readonly listings?: InstrumentContent['listings']
  /** The references that it names. */
  readonly links?: readonly (Target | null)[]
}

interface Target {
  readonly kind: ReferenceKind
  readonly key: string
}

const entity = (key: string | null | undefined): Target | null => (key ? { kind: 'entity', key } : null)

export const entityPut = (content: EntityContent): ReferencePut => ({
  kind: 'entity',
  key: content.key,
  content,
  identifiers: content.identifiers,
  links: [entity(content.parent), entity(content.role?.organisation), entity(content.maker)],
})

export const instrumentPut = (content: InstrumentContent): ReferencePut => ({
  kind: 'instrument',
  key: content.key,
  content,
  identifiers: content.identifiers,
  listings: content.listings,
  links: [entity(content.issuer)],
})

export const topicPut = (content: TopicContent): ReferencePut => ({
  kind: 'topic',
  key: topicKey(content),
  content,
  links: [content.broader ? { kind: 'topic', key: content.broader } : null],
})

export const topicKey = ({ scheme, code }: { scheme: string; code: string }) => `${scheme}:${code}`

/**
 * Puts references, public from this write on; what has not changed is left alone. They may refer to each other.
 * Returns how many changed. Throws 422 `identifier-taken` and `unknown-reference`.
 */
export async function putReferences(write: Write, puts: readonly ReferencePut[]): Promise<number> {
  const changed: ReferencePut[] = []
  for (const put of puts) {
    const current = await references.find(write.tx, put.kind, put.key, write.at)
    const content = JSON.stringify(put.content)
    if (current?.content === content) continue
    if (current) await endCurrent(write, put)
    await write.tx
      .insertInto('reference')
      .values({ kind: put.kind, key: put.key, visible_from: write.at, content })
      .execute()
    await putListings(write, put)
    await putLinks(write.tx, put)
    changed.push(put)
  }
  // All are freed before any is taken, so that two references can exchange theirs.
  for (const put of changed) await freeIdentifiers(write.tx, put)
  for (const put of changed) await putIdentifiers(write.tx, put)
  for (const put of changed) await checkLinks(write, put)
  for (const put of changed) await appendReferenceChange(write, `${put.kind}/${put.key}`)
  if (changed.length > 0) await raiseEpoch(write.tx)
  return changed.length
}

/** Ends a reference. Throws 404, and 409 `reference-in-use` while a publication or another reference refers to it. */
export async function removeReference(write: Write, { kind, key }: Target): Promise<void> {
  const { tx } = write
  if (!(await references.find(tx, kind, key, write.at)))
    throw new Refusal(404, 'not-found', 'There is no such reference.')
  const reference = await tx
    .selectFrom('reference_link')
    .select('key')
    .where('target_kind', '=', kind)
    .where('target_key', '=', key)
    .limit(1)
    .executeTakeFirst()
  if (reference || (await isUsed(tx, referenceTerm(kind, key))))
    throw new Refusal(409, 'reference-in-use', 'Something still refers to it.')
  await endCurrent(write, { kind, key })
  await freeIdentifiers(tx, { kind, key })
  await tx.deleteFrom('reference_link').where('kind', '=', kind).where('key', '=', key).execute()
  await appendReferenceChange(write, `${kind}/${key}`)
  await raiseEpoch(tx)
}

async function endCurrent({ tx, at }: Write, { kind, key }: Target): Promise<void> {
  await tx
    .updateTable('reference')
    .set({ visible_until: at })
    .where('kind', '=', kind)
    .where('key', '=', key)
    .where('visible_until', 'is', null)
    .execute()
}

async function putListings({ tx, at }: Write, { key, listings = [] }: ReferencePut): Promise<void> {
  if (listings.length === 0) return
  const rows = listings.map(({ mic, ticker, validFrom, validTo }) => ({
    mic,
    ticker,
    instrument_key: key,
    visible_from: at,
    // Dates sort as text; these two stand for "always".
    valid_from: validFrom ?? '0000-01-01',
    valid_to: validTo ?? '9999-12-31',
  }))
  await tx.insertInto('listing').values(rows).execute()
}

async function putLinks(tx: Queries, { kind, key, links = [] }: ReferencePut): Promise<void> {
  await tx.deleteFrom('reference_link').where('kind', '=', kind).where('key', '=', key).execute()
  const rows = links.flatMap((target) =>
    target ? [{ kind, key, target_kind: target.kind, target_key: target.key }] : [],
  )
  if (rows.length === 0) return
  await tx
    .insertInto('reference_link')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function freeIdentifiers(tx: Queries, { kind, key }: Target): Promise<void> {
  await tx.deleteFrom('reference_identifier').where('kind', '=', kind).where('key', '=', key).execute()
}

async function putIdentifiers(tx: Queries, { kind, key, identifiers = [] }: ReferencePut): Promise<void> {
  const faults: Fault[] = []
  for (const [index, { scheme, value }] of identifiers.entries()) {
    const taken = await tx
      .insertInto('reference_identifier')
      .values({ scheme, value, kind, key })
      .onConflict((conflict) => conflict.doNothing())
      .returning('key')
      .execute()
    if (taken.length > 0) continue
    const detail = `belongs to another reference already`
    faults.push({ pointer: `/identifiers/${index}`, code: 'identifier-taken', detail })
  }
  if (faults.length > 0) throw ruleBroken('identifier-taken', 'An identifier names one thing only.', faults)
}

async function checkLinks({ tx, at }: Write, { links = [] }: ReferencePut): Promise<void> {
  for (const target of links) {
    if (!target || (await references.find(tx, target.kind, target.key, at))) continue
    const detail = `names the ${target.kind} ${target.key}, which does not exist`
    throw ruleBroken('unknown-reference', 'The reference refers to what does not exist.', [
      { pointer: '', code: 'unknown-reference', detail },
    ])
  }
}
