import { type ClientConfig, Pool, type PoolConfig } from 'pg'
import { parseValue } from './values.ts'

/** How long a request waits for a connection, a lock or an answer before it gets 503. */
export const patienceMs = 1_500

/** Shorter, so that the database says what was waited for. */
const lockWaitMs = 1_200

/** Connections to read, each transaction of which has one snapshot. */
export const connectReaders = (url: string, max: number): Pool =>
  connect(url, { max, onConnect: (client) => client.query(toSnapshots) })

const toSnapshots = {
  text: 'set session characteristics as transaction isolation level repeatable read, read only',
  query_timeout: patienceMs,
}

/** The database ends a transaction that has been idle for this time, in milliseconds: all other writers wait for it. */
const idleMs = 1_500

/** One connection, whose statements are sent without waiting for the answer to the one before. */
export const connectOnce = (url: string): Pool =>
  connect(url, {
    max: 1,
    pipeline: true,
    query_timeout: patienceMs,
    idle_in_transaction_session_timeout: idleMs,
  })

/** For queries that take no longer than a request waits. After a connection has broken, the next query fails. */
function connect(url: string, config: PoolConfig): Pool {
  const bounds = { statement_timeout: patienceMs, lock_timeout: lockWaitMs }
  const pool = new Pool({ ...configOf(url), ...bounds, ...config })
  // Without listeners, a connection that breaks would end the process: one of the pool while it is idle, and its own.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** For a connection whose queries take as long as they take, as those of commands. */
export const configOf = (url: string): ClientConfig => ({
  connectionString: withExactTls(url),
  connectionTimeoutMillis: patienceMs,
  // A connection that was cut while idle is found by its keep-alive, and replaced.
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  application_name: 'broadtape',
  // Compiling a query takes longer than any query here.
  options: '-c jit=off',
  types: { getTypeParser: parseValue },
})

/** The driver takes `require` for `verify-full` unless it is told to read `sslmode` as libpq does. */
function withExactTls(url: string): string {
  const parsed = new URL(url)
  if (parsed.searchParams.has('sslmode')) parsed.searchParams.set('uselibpqcompat', 'true')
  return parsed.href
}
