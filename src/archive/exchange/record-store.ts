import { type RawBuilder, sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import { type Fields, type RecordType, records, recordTypes } from './records.ts'

/** `event` maps to the column `type`, whose name the record's own type already takes. */
const columnOf = (field: string): string =>
  field === 'event' ? 'type' : field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const fieldsOf = (type: RecordType): string[] => Object.keys(records[type].fields.shape)

const columns = (fields: readonly string[]) => sql.join(fields.map((field) => sql.ref(columnOf(field))))

type Row = Record<string, unknown>

/** Records of a type after the given one, ordered by key. */
export async function nextRecords(
  db: Queries,
  type: RecordType,
  last: Fields | null,
  limit: number,
): Promise<Fields[]> {
  const fields = fieldsOf(type)
  const key = records[type].key
  const behind: RawBuilder<unknown> = last
    ? sql`where (${columns(key)}) > (${sql.join(key.map((field) => last[field]))})`
    : sql``
  const { rows } = await sql<Row>`
    select ${columns(fields)} from ${sql.table(type)} ${behind} order by ${columns(key)} limit ${limit}`.execute(
    db,
  )
  return rows.map((row) => toRecord(fields, row))
}

const toRecord = (fields: readonly string[], row: Row): Fields =>
  Object.fromEntries(
    fields.map((field) => {
      const value = row[columnOf(field)]
      return [field, field === 'content' ? JSON.parse(String(value)) : value]
    }),
  )

const inserts = Object.fromEntries(
  recordTypes.map((type) => {
    const fields = fieldsOf(type)
    return [
      type,
      statement((_, values: Row) => {
        const slots = sql.join(fields.map((field) => sql`${values[field]}`))
        return sql`insert into ${sql.table(type)} (${columns(fields)}) values (${slots})`
      }),
    ]
  }),
)

export async function insertRecord(tx: Queries, type: RecordType, record: Fields): Promise<void> {
  const row = 'content' in record ? { ...record, content: JSON.stringify(record.content) } : record
  await inserts[type]?.(tx, row)
}
