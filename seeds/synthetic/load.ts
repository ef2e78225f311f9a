import { articleKind } from '../../src/articles/kind.ts'
import type { Database, Write } from '../../src/db/database.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { StoreFault } from '../../src/kernel/errors.ts'
import { correct } from '../../src/publishing/acts/correct.ts'
import { hold, release } from '../../src/publishing/acts/hold.ts'
import { publish } from '../../src/publishing/acts/publish.ts'
import { retract } from '../../src/publishing/acts/retract.ts'
import { addRevision, createDocument } from '../../src/publishing/documents/documents.ts'
import { isEmptyOrExactly } from '../../src/publishing/documents/holdings.ts'
import { appendDue, headOf } from '../../src/publishing/tape/tape.ts'
import { touchEverything } from '../../src/publishing/touch.ts'
import { putReferences } from '../../src/references/put.ts'
import { newId } from '../../src/values/ids.ts'
import { toInstant } from '../../src/values/time.ts'
import { loadSampleIn, sampleHoldings } from '../load.ts'
import type { BodySize } from './article.ts'
import { type Act, actsOf, courseOf, referencesAt } from './course.ts'
import { syntheticReferences } from './references.ts'
import { warningRules, warnings } from './warnings.ts'

export interface SyntheticOrder {
  readonly count: number
  readonly size: BodySize
  /** Called with the number of articles written. */
  readonly onProgress?: (done: number) => void
}

/**
 * Batch size: acts per write transaction. Ids are random, so each transaction touches most pages of every index: few
 * long ones write a fraction of the bytes that many short ones do.
 */
const actsPerWrite = 2_000
/** Articles that are loaded in one transaction, so that a server on the store sees all of them or none. */
const togetherMax = 1_000

/**
 * Adds synthetic articles, published in past years through the ordinary acts. This is safe only in a store whose past
 * nobody has built on: throws a `StoreFault` if it holds more than the sample.
 */
export const loadSynthetic = (db: Database, order: SyntheticOrder): Promise<void> =>
  order.count > togetherMax
    ? loadIn((work) => db.write(work, options), order)
    : db.write((write) => loadIn((work) => work(write), order), options)

const options = { isUndated: true, isLarge: true }

type InWrite = <Result>(work: (write: Write) => Promise<Result>) => Promise<Result>

async function loadIn(inWrite: InWrite, { count, size, onProgress }: SyntheticOrder): Promise<void> {
  const { sampleTape, loadedAt } = await inWrite(openPast)
  const ids = new Map<number, string>()
  let done = 0
  for (const acts of batchesOf(actsOf(count, size), actsPerWrite)) {
    await inWrite(async (write) => {
      for (const act of acts) await perform({ ...write, at: toInstant(act.at) }, act, ids, loadedAt)
    })
    done += acts.filter((act) => 'content' in act && act.act !== 'update').length
    onProgress?.(done)
  }
  await inWrite((write) => closePast(write, sampleTape))
}

/** Puts references and warnings at the start of the past, and removes the sample's entries from the tape. */
async function openPast(write: Write) {
  const { tx } = write
  await requireNothingElse(write)
  const sampleTape = await tx
    .selectFrom('tape')
    .select(['type', 'at', 'recorded_at', 'subject', 'version', 'publication_id'])
    .orderBy('seq')
    .execute()
  await tx.deleteFrom('tape').execute()
  const past = { ...write, at: toInstant(referencesAt) }
  await putReferences(past, syntheticReferences)
  await putRules(past, warningRules)
  for (const warning of warnings) {
    const documentId = await createDocument(past, disclaimerKind, warning)
    await publish(past, disclaimerKind, { documentId, revision: 1 })
  }
  const loadedAt = Date.parse(sampleTape[0]?.at ?? write.at)
  return { sampleTape, loadedAt }
}

/**
 * Appends entries due before the sample, then the sample's own: the instants of the tape never step back. The sample's
 * have other numbers now, so whoever follows the tape has to notice.
 */
async function closePast(write: Write, sampleTape: Awaited<ReturnType<typeof openPast>>['sampleTape']) {
  const { tx } = write
  const sampleAt = sampleTape[0]?.at
  if (sampleAt) await appendDue({ ...write, at: toInstant(Date.parse(sampleAt) - 1) })
  const { seq } = await headOf(tx)
  for (const [place, entry] of sampleTape.entries()) {
    await tx
      .insertInto('tape')
      .values({ ...entry, seq: seq + place + 1 })
      .execute()
  }
  await tx
    .updateTable('store_state')
    .set({ lineage: newId('tape') })
    .execute()
  await touchEverything(tx)
}

/** Loads the sample if it is missing. If this throws, the write rolls back. */
async function requireNothingElse(write: Write): Promise<void> {
  await loadSampleIn(write)
  if (!(await isEmptyOrExactly(write.tx, sampleHoldings())))
    throw new StoreFault(
      'holds more than the sample: synthetic articles bring their own past, so they need a new store',
    )
}

async function perform(write: Write, act: Act, ids: Map<number, string>, loadedAt: number): Promise<void> {
  if ('content' in act && act.act !== 'update') {
    const documentId = await createDocument(write, articleKind, act.content)
    if (courseOf(act.index) !== 'plain') ids.set(act.index, documentId)
    await publish(write, articleKind, { documentId, revision: 1, ...boundsOf(act, loadedAt) })
    return
  }
  const documentId = ids.get(act.index) ?? ''
  switch (act.act) {
    case 'update': {
      const revision = await addRevision(write, articleKind, documentId, act.content)
      await publish(write, articleKind, { documentId, revision })
      return
    }
    case 'correct':
      await correct(write, articleKind, { documentId, ...correctionOf(act) })
      return
    case 'retract':
      await retract(write, articleKind, { documentId, kind: 'withdrawal', notice: act.notice })
      return
    case 'hold':
      await hold(write, articleKind, { documentId, reason: 'A source is being checked once more.' })
      return
    case 'release':
      await release(write, articleKind, documentId)
  }
}

function boundsOf(act: Act, loadedAt: number) {
  if (act.act === 'schedule') return { publishAt: toInstant(loadedAt + act.delay) }
  if (act.act === 'expire-later') return { expiresAt: toInstant(loadedAt + act.delay) }
  return { expiresAt: 'expiresAt' in act && act.expiresAt ? toInstant(act.expiresAt) : null }
}

/** The difference between the two wordings, as the patch of a correction. */
function correctionOf({ kind, was, is, note }: Extract<Act, { act: 'correct' }>) {
  const { headline, summary, keyPoints, body, keyFigures, timeline, sources, quotes } = is
  return {
    kind,
    severity: kind === 'correction' ? 'material' : 'minor',
    blockKey: was.body[0]?._key ?? null,
    was: was.keyFigures[0]?.quote ?? was.headline,
    is: is.keyFigures[0]?.quote ?? is.headline,
    note,
    patch: { headline, summary, keyPoints, body, keyFigures, timeline, sources, quotes },
  } as const
}

function* batchesOf<Item>(items: Iterable<Item>, size: number): Generator<Item[]> {
  let batch: Item[] = []
  for (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
