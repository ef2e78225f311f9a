import type { Queries } from '../../db/database.ts'
import { statement } from '../../db/statement.ts'
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

const inserted = statement((db, row: AuditRow) =>
  db.insertInto('audit').values({
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
