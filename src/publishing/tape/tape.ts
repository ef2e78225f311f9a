import { statement } from '../../db/compiled.ts'
import type { Queries, Write } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Instant } from '../../values/time.ts'
import { touch } from '../touch.ts'

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

/**
 * Schedules a tape entry for the moment at which a publication begins or ends; appends it if that is now, since what is
 * inserted and deleted again in one write would be written to disk.
 */
export async function announce(
  write: Write,
  { id, document_id, version }: Pick<PublicationRow, 'id' | 'document_id' | 'version'>,
  at: Instant,
  type: TapeType,
): Promise<void> {
  if (at > write.at) await insertDue(write.tx, { at, publicationId: id, type })
  else await append(write, { type, at, subject: document_id, version, publication_id: id })
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

/** Removes the announced entries of a publication that are still in the future. */
export async function removeAnnounced({ tx, at }: Write, publicationId: string): Promise<void> {
  await tx.deleteFrom('due').where('publication_id', '=', publicationId).where('at', '>', at).execute()
}

/** Appends all due entries by (instant, publication id). Every append calls it first, so instants never decrease. */
export async function appendDue({ tx, at }: Write): Promise<void> {
  for (;;) {
    const due = await dueBy(tx, { at })
    let { seq } = due.length > 0 ? await headOf(tx) : { seq: 0 }
    for (const entry of due) {
      seq += 1
      await insertEntry(tx, { ...entry, seq, subject: entry.document_id, recordedAt: at })
      await deleteDue(tx, { at: entry.at, publicationId: entry.publication_id, type: entry.type })
    }
    // The tape alone changes: what it announces became public by the clock.
    if (due.length > 0) await touch(tx, [])
    if (due.length < appendBatch) return
  }
}

/** Appends a `reference.changed` entry. */
export const appendReferenceChange = (write: Write, subject: string): Promise<void> =>
  append(write, { at: write.at, type: 'reference.changed', subject, version: null, publication_id: null })

async function append(write: Write, entry: Omit<Entry, 'seq' | 'recordedAt'>): Promise<void> {
  await appendDue(write)
  const { seq } = await headOf(write.tx)
  await insertEntry(write.tx, { ...entry, seq: seq + 1, recordedAt: write.at })
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

/** Sequence number and instant of the newest entry; 0 and null for an empty tape. */
export async function headOf(db: Queries): Promise<{ seq: number; at: Instant | null }> {
  return (await lastEntry(db, {})).at(0) ?? { seq: 0, at: null }
}

/** The name of this tape. Another one means that entries were taken back, as by a restore. */
export async function lineageOf(db: Queries): Promise<string> {
  return (await lineage(db, {})).at(0)?.lineage ?? ''
}

const overdueMax = 10_000

/**
 * Number of due changes that are not yet on the tape, up to 10,000. Future changes are not counted: the number would
 * tell the market that something is coming.
 */
export async function countOverdue(db: Queries, at: Instant): Promise<number> {
  const overdue = db.selectFrom('due').select('at').where('at', '<=', at).limit(overdueMax).as('overdue')
  const row = await db
    .selectFrom(overdue)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return row.count
}

/**
 * Throws 503 `not-yet` if an entry that the client has seen on another node has not come here, or has not yet come to
 * pass by the clock of this node.
 */
export async function requireSeq(
  db: Queries,
  at: Instant,
  { minSeq, asOf }: { readonly minSeq?: number | undefined; readonly asOf?: Instant | undefined },
): Promise<void> {
  if (minSeq === undefined) return
  const [entry] = await entryFrom(db, { seq: minSeq })
  if (entry && (asOf !== undefined || entry.at <= at)) return
  throw refuse(
    'not-yet',
    'This server has not yet reached the tape entry given in `minSeq`. Try again in a second.',
    {
      headers: { 'retry-after': '1' },
    },
  )
}

/**
 * Throws 400 `unknown-sequence` for an entry beyond the head, given at `place`. The store was restored to before it: to
 * answer that nothing has come would hide the entries that come instead.
 */
export async function requireKnown(
  db: Queries,
  after: number,
  place: { readonly parameter: string } | { readonly pointer: string } = { parameter: 'after' },
): Promise<void> {
  const { seq } = await headOf(db)
  if (after <= seq) return
  throw refuse('unknown-sequence', `The last entry of the tape is ${seq}.`, {
    errors: [{ ...place, code: 'unknown-sequence', detail: `must not be above ${seq}` }],
  })
}

const entryFrom = statement((db, { seq }: { seq: number }) =>
  db.selectFrom('tape').select('at').where('seq', '>=', seq).orderBy('seq').limit(1),
)

const lineage = statement((db) => db.selectFrom('store_state').select('lineage').limit(1))

const lastEntry = statement((db) =>
  db.selectFrom('tape').select(['seq', 'at']).orderBy('seq', 'desc').limit(1),
)
