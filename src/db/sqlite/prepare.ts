import type Sqlite from 'better-sqlite3'
import { LRUCache } from 'lru-cache'

/** Of one connection. A statement takes some tens of kilobytes; hot ones are never the oldest. */
const statementsMax = 300

/** Lets a connection keep its prepared statements by their text. */
export function prepareOnce(database: Sqlite.Database): Sqlite.Database {
  const prepared = new LRUCache<string, Sqlite.Statement>({ max: statementsMax })
  const prepare = database.prepare.bind(database)
  database.prepare = ((text: string) => {
    const known = prepared.get(text)
    if (known) return known
    const fresh = prepare(planOnce(text))
    prepared.set(text, fresh)
    return fresh
  }) as typeof database.prepare
  return database
}

/** Literals, quoted names and comments, in which a question mark is no parameter; and parameters. */
const quotedOrParameter =
  /('(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/)|(\blimit |\boffset )?\?(\d?)/g

/**
 * SQLite looks at the value of a bare parameter to guess how many rows come, and therefore plans the statement again at
 * each execution: 10 to 60 µs, more than the reading itself. It does not look behind a sign, nor, for a limit, into
 * a function; both give back what they are given. Throws where a question mark may be something else than a
 * parameter.
 */
export const planOnce = (text: string): string =>
  text.replaceAll(quotedOrParameter, (found, quoted?: string, limit?: string, number?: string) => {
    if (quoted === undefined && !number) return limit ? `${limit}nullif(?, null)` : '+?'
    if (found.includes('?')) throw new Error(`A question mark is no parameter, or has a number: ${text}`)
    return found
  })
