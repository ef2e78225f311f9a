import type { Queries, Write } from '../db/database.ts'
import { Refusal } from '../errors.ts'
import type { Instant } from '../values/time.ts'

export const tapeTypes = [
  'article.published',
  'article.updated',
  'article.corrected',
  'article.retracted',
  'article.removed',
  'productMenu.changed',
  'disclaimer.changed',
  'reference.changed',
] as const
export type TapeType = (typeof tapeTypes)[number]

const appendBatch = 1_000

/** Announces an entry for the moment at which a publication begins or ends; it is appended when that moment comes. */
export async function announce(
  tx: Queries,
  at: Instant,
  publicationId: string,
  type: TapeType,
): Promise<void> {
  await tx.insertInto('due').values({ at, publication_id: publicationId, type }).execute()
}

/** Takes back what was announced for a moment that is still to come. */
export async function takeBack({ tx, at }: Write, publicationId: string): Promise<void> {
  await tx.deleteFrom('due').where('publication_id', '=', publicationId).where('at', '>', at).execute()
}

/**
 * Appends every announced entry whose moment has come, in the order of (instant, publication id). Each append
 * goes through here, so the tape's instants never step back.
 */
export async function appendDue({ tx, at }: Write): Promise<void> {
  for (;;) {
    const due = await tx
      .selectFrom('due')
      .innerJoin('publication', 'publication.id', 'due.publication_id')
      .select(['due.at', 'due.type', 'due.publication_id', 'publication.document_id', 'publication.version'])
      .where('due.at', '<=', at)
      .orderBy('due.at')
      .orderBy('due.publication_id')
      .limit(appendBatch)
      .execute()
    for (const entry of due) {
      await append({ tx, at }, { ...entry, subject: entry.document_id })
      await tx
        .deleteFrom('due')
        .where('at', '=', entry.at)
        .where('publication_id', '=', entry.publication_id)
        .where('type', '=', entry.type)
        .execute()
    }
    // The tape is public itself: an answer that was made before may be short of these.
    if (due.length > 0) await raiseEpoch(tx)
    if (due.length < appendBatch) return
  }
}

/** Appends what changed of the references, behind everything that was due before it. */
export async function appendReferenceChange(write: Write, subject: string): Promise<void> {
  await appendDue(write)
  await append(write, {
    at: write.at,
    type: 'reference.changed',
    subject,
    version: null,
    publication_id: null,
  })
}

interface Entry {
  readonly at: Instant
  readonly type: string
  readonly subject: string
  readonly version: number | null
  readonly publication_id: string | null
}

async function append({ tx, at: recordedAt }: Write, { at, type, subject, version, publication_id }: Entry) {
  const seq = (await headOf(tx)).seq + 1
  await tx
    .insertInto('tape')
    .values({ seq, type, at, recorded_at: recordedAt, subject, version, publication_id })
    .execute()
}

/** The newest entry's place and moment; 0 on an empty tape. */
export async function headOf(db: Queries): Promise<{ seq: number; at: Instant | null }> {
  const head = await db
    .selectFrom('tape')
    .select(['seq', 'at'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return head ?? { seq: 0, at: null }
}

/** How many changes of visibility are scheduled, or have come and are not yet on the tape. */
export async function countDue(db: Queries): Promise<number> {
  const row = await db
    .selectFrom('due')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** Throws 503 `not-yet` where the tape has not come as far as a client has seen it elsewhere. */
export async function requireSeq(db: Queries, minSeq: number | undefined): Promise<void> {
  if (minSeq === undefined || (await headOf(db)).seq >= minSeq) return
  throw new Refusal(503, 'not-yet', 'The tape has not come that far here.', {
    headers: { 'retry-after': '1' },
  })
}

/** Raises the epoch: some public answer may be another one from now on, or from a moment to come. */
export async function raiseEpoch(tx: Queries): Promise<void> {
  await tx
    .updateTable('store_state')
    .set((row) => ({ epoch: row('epoch', '+', 1) }))
    .execute()
}
