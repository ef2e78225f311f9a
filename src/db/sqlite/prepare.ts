import type Sqlite from 'better-sqlite3'
import { LRUCache } from 'lru-cache'

/** LRU limit per connection. A prepared statement takes some tens of kilobytes. */
const statementsMax = 300

/** Makes a connection cache its prepared statements by their text. */
export function prepareOnce(database: Sqlite.Database): Sqlite.Database {
  const prepared = new LRUCache<string, Sqlite.Statement>({ max: statementsMax })
  const prepare = database.prepare.bind(database)
  database.prepare = ((text: string) => {
    const known = prepared.get(text)
    if (known) return known
    const fresh = prepare(preventReplanning(text))
    prepared.set(text, fresh)
    return fresh
  }) as typeof database.prepare
  return database
}

/** Literals, quoted names and comments, where a question mark is not a parameter; and parameters. */
const quotedOrParameter =
  /('(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/)|(\blimit |\boffset )?\?(\d?)/g

/**
 * Prevents replanning. SQLite estimates row counts from the values of bare parameters, and therefore plans such a
 * statement again at each execution, which takes 10 to 60 µs: more than the read itself. A unary `+`, or a function in a
 * limit, hides the value from the planner without changing it. Throws if a question mark may not be a parameter.
 */
export const preventReplanning = (text: string): string =>
  text.replaceAll(quotedOrParameter, (found, quoted?: string, limit?: string, number?: string) => {
    if (quoted === undefined && !number) return limit ? `${limit}nullif(?, null)` : '+?'
    if (found.includes('?')) throw new Error(`A question mark is not a parameter, or is numbered: ${text}`)
    return found
  })
