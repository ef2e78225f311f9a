import type { CompiledQuery } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Queries } from './database.ts'

/** Stands in a query for a value that each execution brings. */
class Slot {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * A query that is built once and run often: building one costs five times as much as running it. `build` gets a
 * placeholder for each argument, and may use it only as a value.
 *
 *     const byKey = statement((db, { key }: { key: string }) => db.selectFrom('topic').where('key', '=', key)…)
 *     const rows = await byKey(db.read, { key: 'medtop' })
 */
export function statement<Arguments extends object, Row>(
  build: (db: Queries, values: Arguments) => { compile(db: Queries): CompiledQuery<Row> },
): (db: Queries, values: Arguments) => Promise<Row[]> {
  const slots = new Proxy({} as Arguments, { get: (_, name) => new Slot(String(name)) })
  let compiled: CompiledQuery<Row> | undefined
  return (db, values) => {
    compiled ??= build(db, slots).compile(db)
    return execute(db, compiled, values as Record<string, unknown>)
  }
}

/** Fills a list of values up to the next power of two with one that nothing has, so that there are few statements. */
export function padded(values: readonly string[]): readonly string[] {
  if (values.length < 2) return values
  const length = 2 ** Math.ceil(Math.log2(values.length))
  return [...values, ...Array<string>(length - values.length).fill('')]
}

const shapesMax = 300

/**
 * The same for queries whose text depends on what they are given: how many terms, which bounds. `values` may nest in
 * lists and objects; the query is built once for each `variant` and shape of them. Texts and numbers in `values` may
 * be used only as values.
 */
export function shapedStatement<Values extends object, Row>(
  build: (variant: string, values: Values) => { compile(db: Queries): CompiledQuery<Row> },
): (db: Queries, variant: string, values: Values) => Promise<Row[]> {
  const compiled = new LRUCache<string, CompiledQuery<Row>>({ max: shapesMax })
  return (db, variant, values) => {
    const flat: Record<string, unknown> = {}
    const slots = withSlots(values, '', flat) as Values
    const shape = `${variant} ${Object.keys(flat).join(' ')}`
    const known = compiled.get(shape) ?? build(variant, slots).compile(db)
    compiled.set(shape, known)
    return execute(db, known, flat)
  }
}

/** The same structure with a placeholder for each text and number, which go to `flat` under the placeholders' names. */
function withSlots(value: unknown, name: string, flat: Record<string, unknown>): unknown {
  if (typeof value === 'string' || typeof value === 'number') {
    flat[name] = value
    return new Slot(name)
  }
  if (Array.isArray(value)) return value.map((item, index) => withSlots(item, `${name}.${index}`, flat))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withSlots(member, `${name}.${key}`, flat)]),
  )
}

async function execute<Row>(
  db: Queries,
  compiled: CompiledQuery<Row>,
  values: Record<string, unknown>,
): Promise<Row[]> {
  const parameters = compiled.parameters.map((parameter) =>
    parameter instanceof Slot ? values[parameter.name] : parameter,
  )
  return (await db.executeQuery<Row>({ ...compiled, parameters })).rows
}
