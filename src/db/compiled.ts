import type { CompiledQuery } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { Queries } from './database.ts'

/** LRU limit per statement and engine. */
const shapesMax = 300

interface Buildable<Row> {
  compile(db: Queries): CompiledQuery<Row>
}

/** A query built for one shape of values. */
interface Built<Row> {
  readonly engine: object
  readonly shape: readonly string[]
  readonly query: CompiledQuery<Row>
}

/**
 * A compiled query: building one with Kysely costs five times as much as running it. It is compiled once per engine and
 * shape of `values`, which may nest lists and objects. `build` receives placeholders for texts, numbers and bytes.
 * A `literal` and falsy values (null, undefined, false, '', 0) are passed as they are and belong to the shape, so `if`
 * works on every value. A placeholder can only be a bound value: calculating with one throws. `===` cannot be made to
 * throw, so compare literals only.
 *
 *     const byKey = statement((db, { key }: { key: string }) => db.selectFrom('topic').where('key', '=', key)…)
 *     const rows = await byKey(db, { key: 'medtop' })
 */
export function statement<Values extends object, Row>(
  build: (db: Queries, values: Values) => Buildable<Row>,
): (db: Queries, values: Values) => Promise<Row[]> {
  const engines = new WeakMap<object, LRUCache<string, Built<Row>>>()
  // Most statements have one shape: comparing it costs a third of the lookup.
  let last: Built<Row> | undefined
  const find = (db: Queries, engine: object, shape: readonly string[], values: Values): Built<Row> => {
    const known = engines.get(engine) ?? new LRUCache<string, Built<Row>>({ max: shapesMax })
    engines.set(engine, known)
    const name = shape.join('\n')
    const found = known.get(name) ?? {
      engine,
      shape,
      query: build(db, withPlaceholders(values, { count: 0 }) as Values).compile(db),
    }
    known.set(name, found)
    return found
  }
  return async (db, values) => {
    const executor = db.getExecutor()
    const engine = executor.adapter.constructor
    const shape: string[] = []
    const bound: unknown[] = []
    takeMembers(values, shape, bound)
    if (last?.engine !== engine || !isSame(last.shape, shape)) last = find(db, engine, shape, values)
    const { sql, query, queryId, parameters } = last.query
    const result = await executor.executeQuery<Row>({
      sql,
      query,
      queryId,
      parameters: parameters.map((one) => (one instanceof Placeholder ? bound[one.place] : one)),
    })
    return result.rows
  }
}

/** A text that is compiled into the query. For a few fixed texts only, such as a sort order. */
export class Literal<Text extends string> {
  readonly value: Text
  constructor(value: Text) {
    this.value = value
  }
}

export const literal = <Text extends string>(value: Text) => new Literal(value)

/** Pads a list to the next power of two with a value that matches nothing, so that there are few shapes. */
export function padded(values: readonly string[]): readonly string[] {
  if (values.length < 2) return values
  const length = 2 ** Math.ceil(Math.log2(values.length))
  return [...values, ...Array<string>(length - values.length).fill(' ')]
}

/** A bound parameter: the index of its value in the list of each execution. */
class Placeholder {
  readonly place: number
  constructor(place: number) {
    this.place = place
  }
  /** Arithmetic, `<` and string concatenation. */
  [Symbol.toPrimitive](): never {
    throw misused()
  }
  toJSON(): never {
    throw misused()
  }
  get length(): never {
    throw misused()
  }
}

const misused = () => new Error('A placeholder can only be used as a bound value in the query.')

const isBound = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') ||
  (typeof value === 'number' && value !== 0) ||
  typeof value === 'bigint' ||
  value instanceof Uint8Array

/** Appends bound values to `bound`, and everything else to `shape`. */
function take(value: unknown, shape: string[], bound: unknown[]): void {
  if (isBound(value)) {
    shape.push('?')
    bound.push(value)
  } else if (Array.isArray(value)) {
    shape.push('[')
    for (const item of value) take(item, shape, bound)
    shape.push(']')
  } else if (value instanceof Literal) {
    shape.push(JSON.stringify(value.value))
  } else if (typeof value === 'object' && value !== null) {
    shape.push('{')
    takeMembers(value, shape, bound)
    shape.push('}')
  } else shape.push(value === '' ? "''" : String(value))
}

function takeMembers(values: object, shape: string[], bound: unknown[]): void {
  for (const name in values) {
    shape.push(name)
    take(values[name as keyof typeof values], shape, bound)
  }
}

/** Replaces bound values with placeholders, numbered in the order of `take`. */
function withPlaceholders(value: unknown, taken: { count: number }): unknown {
  if (isBound(value)) {
    taken.count += 1
    return new Placeholder(taken.count - 1)
  }
  if (Array.isArray(value)) return value.map((item) => withPlaceholders(item, taken))
  if (typeof value !== 'object' || value === null || value instanceof Literal) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, withPlaceholders(member, taken)]),
  )
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  if (one.length !== other.length) return false
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false
  return true
}
