import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import { examinedMax } from '../../http/parameters/page.ts'
import type { Instant } from '../../values/time.ts'

export interface AuditRow {
  readonly at: Instant
  readonly key_id: string
  readonly key_name: string
  readonly act: string
  readonly subject: string
  readonly revision: number | null
  readonly before_sha256: string | null
  readonly after_sha256: string | null
  readonly request_id: string | null
  readonly note: string | null
}

/** Without gaps: there is one write at a time. */
const freeSeq = (db: Queries) =>
  db.selectFrom('audit').select(sql<number>`coalesce(max(seq), 0) + 1`.as('seq'))

const inserted = statement((db, row: AuditRow) =>
  db.insertInto('audit').values({
    seq: freeSeq(db),
    at: row.at,
    key_id: row.key_id,
    key_name: row.key_name,
    act: row.act,
    subject: row.subject,
    revision: row.revision,
    before_sha256: row.before_sha256,
    after_sha256: row.after_sha256,
    request_id: row.request_id,
    note: row.note,
  }),
)

export async function insert(tx: Queries, row: AuditRow): Promise<void> {
  await inserted(tx, row)
}

export interface AuditFilter {
  readonly subject?: string | undefined
  /** Id of a key, or `system`. */
  readonly key?: string | undefined
  readonly act?: readonly string[] | undefined
}

interface Selection {
  readonly filter: AuditFilter
  readonly at: Instant
  /** Only entries with a lower `seq`; null on the first page. */
  readonly before: number | null
  readonly limit: number
}

interface Selected {
  readonly rows: (AuditRow & { readonly seq: number })[]
  /** Entries with a lower `seq` were not examined; null if all were. */
  readonly unread: number | null
}

/** Newest first. */
export async function list(db: Queries, { filter, at, before, limit }: Selection): Promise<Selected> {
  const { subject, key, act } = filter
  const end = before ?? (await nextSeq(db))
  const begin = end - examinedMax
  const rows = await db
    .selectFrom('audit')
    .selectAll()
    .where('seq', '<', end)
    .where('seq', '>=', begin)
    .where('at', '<=', at)
    .$if(subject !== undefined, (query) => query.where('subject', '=', subject ?? ''))
    .$if(key !== undefined, (query) => query.where('key_id', '=', key ?? ''))
    .$if(act !== undefined, (query) => query.where('act', 'in', act ?? []))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return { rows, unread: begin > 1 ? begin : null }
}

async function nextSeq(db: Queries): Promise<number> {
  const newest = await db.selectFrom('audit').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  return (newest?.seq ?? 0) + 1
}
