import { readdirSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { testStore } from '../helpers.ts'
import { urlOf } from '../stores.postgres.ts'
import { storesOf } from '../stores.ts'

/** What the engines have each for themselves: the search index, and the tables of the migrations. */
const own = /^(?:search_index|kysely_|migration_checksum|sqlite_)/

interface Schema {
  /** `table.column type`, with `null` if it may be null. */
  readonly columns: string[]
  /** Primary and unique keys and indexes: `table name? (columns)`. */
  readonly keys: string[]
  readonly references: string[]
  /** `table: 'a' 'b'`, the texts of a check. */
  readonly checks: string[]
}

const sorted = (schema: Schema): Schema => ({
  columns: schema.columns.filter((one) => !own.test(one)).sort(),
  keys: schema.keys.filter((one) => !own.test(one)).sort(),
  references: schema.references.sort(),
  checks: schema.checks.sort(),
})

const types: Record<string, string> = { bigint: 'integer', bytea: 'blob' }

test('both engines have the same migrations', () => {
  expect(readdirSync('migrations/postgres')).toEqual(readdirSync('migrations/sqlite'))
})

test('both engines have the same tables, columns, keys, indexes, references and checks', async () => {
  const [file, server] = [await ofFile(), await ofServer()]
  expect(file.columns.length).toBeGreaterThan(100)
  expect(server).toEqual(file)
})

test('every text is compared by its bytes', async () => {
  const rows = await onServer<{ place: string }>(`
    select table_name || '.' || column_name as place from information_schema.columns
    where table_schema = 'public' and data_type = 'text' and collation_name is distinct from 'C'`)
  expect(rows).toEqual([{ place: 'migration_checksum.sha256' }])
})

async function ofFile(): Promise<Schema> {
  const { file } = await testStore({ engine: 'sqlite' })
  const raw = new Sqlite(file, { readonly: true })
  onTestFinished(() => void raw.close())
  const tables = raw.prepare("select name, sql from sqlite_schema where type = 'table'").all() as {
    name: string
    sql: string
  }[]
  const schemas = tables.filter(({ name }) => !own.test(name)).map((table) => tableOf(raw, table))
  return sorted({
    columns: schemas.flatMap(({ columns }) => columns),
    keys: schemas.flatMap(({ keys }) => keys),
    references: schemas.flatMap(({ references }) => references),
    checks: schemas.flatMap(({ checks }) => checks),
  })
}

function tableOf(raw: Sqlite.Database, { name, sql }: { name: string; sql: string }): Schema {
  const rows = <Row>(query: string) => raw.prepare(query).all() as Row[]
  const columns = rows<{ name: string; type: string; notnull: number; pk: number }>(
    `pragma table_xinfo(${name})`,
  )
  const key = columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk)
  const indexes = rows<Index>(`pragma index_list(${name})`).filter(({ origin }) => origin !== 'pk')
  const links = rows<Link>(`pragma foreign_key_list(${name})`)
  return {
    columns: columns.map(
      (one) => `${name}.${one.name} ${one.type.toLowerCase()}${one.notnull || one.pk ? '' : ' null'}`,
    ),
    keys: [
      `${name} primary (${key.map((one) => one.name).join(', ')})`,
      ...indexes.map((index) => {
        const names = rows<{ name: string }>(`pragma index_info(${index.name})`).map((one) => one.name)
        const what = index.origin === 'u' ? 'unique' : `${index.name}${index.unique ? ' unique' : ''}`
        return `${name} ${what} (${names.join(', ')})${index.partial ? ' partial' : ''}`
      }),
    ],
    references: [...Map.groupBy(links, ({ id }) => id).values()].map(
      (all) =>
        `${name} (${all.map(({ from }) => from).join(', ')}) ${all[0]?.table} (${all.map(({ to }) => to).join(', ')}) ${all[0]?.on_delete === 'CASCADE' ? 'cascade' : ''}`,
    ),
    checks: [...sql.matchAll(/check \((\w+ in \([^)]*\))\)/g)].map(
      ([, check = '']) => `${name}: ${textsIn(check)}`,
    ),
  }
}

interface Index {
  readonly name: string
  readonly origin: string
  readonly unique: number
  readonly partial: number
}

interface Link {
  readonly id: number
  readonly table: string
  readonly from: string
  readonly to: string
  readonly on_delete: string
}

async function ofServer(): Promise<Schema> {
  const columns = await onServer<Record<string, string>>(`
    select table_name, column_name, data_type, is_nullable from information_schema.columns
    where table_schema = 'public'`)
  const indexes = await onServer<Record<string, string>>(`
    select relation.relname as table_name, entry.relname as name, indisprimary as is_primary, indisunique as is_unique,
      indpred is not null as is_partial, contype,
      array_to_string(array(select pg_get_indexdef(indexrelid, place::int, true)
        from generate_series(1, indnkeyatts) as place), ', ') as names
    from pg_index join pg_class as relation on relation.oid = indrelid join pg_class as entry on entry.oid = indexrelid
    left join pg_constraint on conindid = indexrelid and contype in ('p', 'u')
    where relation.relnamespace = 'public'::regnamespace`)
  const constraints = await onServer<Record<string, string>>(`
    select relname as table_name, contype, pg_get_constraintdef(pg_constraint.oid) as definition
    from pg_constraint join pg_class on pg_class.oid = conrelid where contype in ('f', 'c')`)
  const withLink = /^FOREIGN KEY \((.*)\) REFERENCES (\w+)\((.*)\)(.*)$/
  return sorted({
    columns: columns.map(
      (one) =>
        `${one.table_name}.${one.column_name} ${types[one.data_type ?? ''] ?? one.data_type}${one.is_nullable === 'NO' ? '' : ' null'}`,
    ),
    keys: indexes.map((one) => {
      const isOwn = one.contype === 'u'
      const what = one.is_primary
        ? 'primary'
        : isOwn
          ? 'unique'
          : `${one.name}${one.is_unique ? ' unique' : ''}`
      return `${one.table_name} ${what} (${one.names?.replaceAll('"', '')})${one.is_partial ? ' partial' : ''}`
    }),
    references: constraints.flatMap(({ table_name, contype, definition = '' }) => {
      const [, from, table, to, rest] = withLink.exec(definition) ?? []
      return contype === 'f'
        ? [`${table_name} (${from}) ${table} (${to}) ${rest?.includes('CASCADE') ? 'cascade' : ''}`]
        : []
    }),
    checks: constraints.flatMap(({ table_name, contype, definition = '' }) =>
      contype === 'c' && definition.includes('ARRAY') ? [`${table_name}: ${textsIn(definition)}`] : [],
    ),
  })
}

const textsIn = (check: string): string => (check.match(/'[^']*'/g) ?? []).join(' ')

async function onServer<Row extends object>(query: string): Promise<Row[]> {
  const store = await storesOf('postgres').create()
  const client = new Client({ connectionString: urlOf(store.place) })
  await client.connect()
  const { rows } = await client.query<Row>(query)
  await client.end()
  await store.remove()
  return rows
}
