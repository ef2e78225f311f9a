import type { ClientBase, Pool, QueryConfig } from 'pg'
import type { Clock, Poll } from '../../kernel/clock.ts'
import { toFault } from './faults.ts'

/** Time of the database in milliseconds since 1970. */
const now = '(extract(epoch from clock_timestamp()) * 1000)::numeric'

export const readTime = { name: 'time', text: `select ${now} as time` }

/** What the keys of these locks begin with, "BT", before 48 bits for an instant in milliseconds. */
const prefix = 0x4254

/**
 * Tells others that a write is open, by an advisory lock whose key is the earliest instant that the write may have. The
 * database frees it after the commit can be seen, or when the connection of the writer has ended.
 */
export const tellOpenWrite = (leadMs: number): QueryConfig => ({
  name: 'tell-open-write',
  text: `select pg_advisory_xact_lock_shared((${prefix}::bigint << 48) | (floor(${now})::bigint + $1::bigint))`,
  values: [leadMs],
})

/** The earliest instant of an open write. */
const findOpenWrites = {
  name: 'open-writes',
  text: `select min((classid::bigint & 65535) << 32 | objid::bigint) as open_from from pg_locks
    where locktype = 'advisory' and objsubid = 1 and classid::bigint >> 16 = ${prefix}
    and database = (select oid from pg_database where datname = current_database())`,
}

/**
 * Asks the database for its time, then for open writes, then by `read` for the last instant and all that is stored, in one round trip, each as of
 * its own moment. A write that is neither open nor stored has begun after the time that was told.
 */
export async function poll(
  connections: Pool,
  { elapsed }: Pick<Clock, 'elapsed'>,
  read: (client: ClientBase) => Promise<number>,
): Promise<Poll> {
  const client = await connections.connect().catch((error) => {
    throw toFault(error)
  })
  try {
    const sentAt = elapsed()
    const [times, writes, written] = await Promise.all([
      client.query(readTime).then((answer) => ({ ...answer.rows[0], receivedAt: elapsed() })),
      client.query(findOpenWrites),
      read(client),
    ])
    client.release()
    return {
      sentAt,
      receivedAt: times.receivedAt,
      time: times.time,
      openFrom: writes.rows[0].open_from,
      written,
    }
  } catch (error) {
    client.release(true)
    throw toFault(error)
  }
}
