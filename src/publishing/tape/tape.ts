import { statement } from '../../db/compiled.ts'
import type { Queries, Write } from '../../db/database.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Instant } from '../../values/time.ts'

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
  await insertDue(tx, { at, publicationId, type })
}

interface Due {
  readonly at: Instant
  readonly publicationId: string
  readonly type: string
}

const insertDue = statement((db, { at, publicationId, type }: Due) =>
  db.insertInto('due').values({ at, publication_id: publicationId, type }),
)

const deleteDue = statement((db, { at, publicationId, type }: Due) =>
  db
    .deleteFrom('due')
    .where('at', '=', at)
    .where('publication_id', '=', publicationId)
    .where('type', '=', type),
)

const dueBy = statement((db, { at }: { at: Instant }) =>
  db
    .selectFrom('due')
    .innerJoin('publication', 'publication.id', 'due.publication_id')
    .select(['due.at', 'due.type', 'due.publication_id', 'publication.document_id', 'publication.version'])
    .where('due.at', '<=', at)
    .orderBy('due.at')
    .orderBy('due.publication_id')
    .limit(appendBatch),
)

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
    const due = await dueBy(tx, { at })
    let { seq } = due.length > 0 ? await headOf(tx) : { seq: 0 }
    for (const entry of due) {
      seq += 1
      await insertEntry(tx, { ...entry, seq, subject: entry.document_id, recordedAt: at })
      await deleteDue(tx, { at: entry.at, publicationId: entry.publication_id, type: entry.type })
    }
    // The tape is public itself: an answer that was made before may be short of these.
    if (due.length > 0) await raiseEpoch(tx)
    if (due.length < appendBatch) return
  }
}

/** Appends what changed of the references, behind everything that was due before it. */
export async function appendReferenceChange(write: Write, subject: string): Promise<void> {
  await appendDue(write)
  const { seq } = await headOf(write.tx)
  await insertEntry(write.tx, {
    seq: seq + 1,
    at: write.at,
    recordedAt: write.at,
    type: 'reference.changed',
    subject,
    version: null,
    publication_id: null,
  })
}

interface Entry {
  readonly seq: number
  readonly at: Instant
  readonly recordedAt: Instant
  readonly type: string
  readonly subject: string
  readonly version: number | null
  readonly publication_id: string | null
}

const insertEntry = statement((db, entry: Entry) => {
  const { seq, type, at, recordedAt, subject, version, publication_id } = entry
  return db
    .insertInto('tape')
    .values({ seq, type, at, recorded_at: recordedAt, subject, version, publication_id })
})

/** The newest entry's place and moment; 0 on an empty tape. */
export async function headOf(db: Queries): Promise<{ seq: number; at: Instant | null }> {
  return (await lastEntry(db, {})).at(0) ?? { seq: 0, at: null }
}

const overdueMax = 10_000

/**
 * How many changes of visibility have come and are not yet on the tape. What is still to come is not counted: a
 * number that rises would tell the market that something is.
 */
export async function countOverdue(db: Queries, at: Instant): Promise<number> {
  const overdue = db.selectFrom('due').select('at').where('at', '<=', at).limit(overdueMax).as('overdue')
  const row = await db
    .selectFrom(overdue)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/** Throws 503 `not-yet` where the tape has not come as far as a client has seen it elsewhere. */
export async function requireSeq(db: Queries, minSeq: number | undefined): Promise<void> {
  if (minSeq === undefined || (await headOf(db)).seq >= minSeq) return
  throw refuse('not-yet', 'The tape has not come that far here.', {
    headers: { 'retry-after': '1' },
  })
}

/** Raises the epoch: some public answer may be another one from now on, or from a moment to come. */
export async function raiseEpoch(tx: Queries): Promise<void> {
  await incrementEpoch(tx, {})
}

const incrementEpoch = statement((db) =>
  db.updateTable('store_state').set((row) => ({ epoch: row('epoch', '+', 1) })),
)

const lastEntry = statement((db) =>
  db.selectFrom('tape').select(['seq', 'at']).orderBy('seq', 'desc').limit(1),
)
