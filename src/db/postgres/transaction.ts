import type { CompiledQuery } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { Instant } from '../../values/time.ts'
import { epochsKept, everyTag } from '../cache-tags.ts'
import { statement } from '../compiled.ts'
import type { Commit, Queries } from '../database.ts'
import { storageUnavailable } from '../faults.ts'
import type { Transaction } from '../group-commit.ts'
import { isConflict, isConsequence, isLostSession, LostSession, toFault } from './faults.ts'
import { readTime, tellOpenWrite } from './open-writes.ts'
import { queriesThrough, runOn } from './queries.ts'

export interface WriteTransaction extends Transaction {
  /** Lets its statements take long. */
  takeTime(): Promise<void>
  /** State of the store when the lock was taken, and the time of the database, in milliseconds since 1970. */
  readonly before: { readonly epoch: number; readonly instant: Instant; readonly begunAt: number }
  commit(): Promise<void>
  /** Errors are dropped in favour of the one that led here. */
  rollback(): Promise<void>
}

/** Every writer locks the row with the state of the store first: there is one write at a time, of all processes. */
const lock = 'select epoch, instant from store_state for update'

/**
 * Begins a transaction under the lock of all writers. With a lead, the write is dated ahead, and pollers see from what
 * instant until it has ended. This comes before its time is taken: a poll that does not see it is older.
 */
export async function begin(pool: Pool, leadMs: number): Promise<WriteTransaction> {
  const client = await pool.connect().catch((error) => {
    throw toFault(error)
  })
  try {
    const [, { rows }, , { rows: times }] = await Promise.all([
      client.query('begin isolation level read committed'),
      client.query(lock),
      leadMs > 0 ? client.query(tellOpenWrite(leadMs)) : null,
      client.query(readTime),
    ])
    return transactionOn(client, { ...rows[0], begunAt: times[0].time })
  } catch (error) {
    await endOn(client, 'rollback').catch(() => {})
    throw toFault(error)
  }
}

/** A connection whose transaction cannot be ended is closed. */
const endOn = (client: PoolClient, sql: 'commit' | 'rollback'): Promise<void> =>
  client.query(sql).then(
    () => client.release(),
    (error) => {
      client.release(error)
      throw toFault(error)
    },
  )

function transactionOn(client: PoolClient, before: WriteTransaction['before']): WriteTransaction {
  let endedBy: unknown = null
  let isEnded = false
  let isBounded = true
  const lose = () => {
    endedBy ??= storageUnavailable(new LostSession('The session of a write has ended.'))
  }
  client.once('error', lose).once('end', lose)
  const ensureOpen = () => {
    if (endedBy) throw endedBy
  }
  const end = (sql: 'commit' | 'rollback') => {
    isEnded = true
    client.off('error', lose).off('end', lose)
    return endOn(client, sql)
  }
  let cause: unknown
  const execute = async (query: CompiledQuery) => {
    ensureOpen()
    return runOn(client, query, isBounded).catch((error) => {
      // What was sent behind a query that has failed fails for this reason alone, and may be looked at first.
      if (!isConsequence(error)) cause = error
      if (isConflict(cause) || isLostSession(cause)) endedBy ??= cause
      throw cause
    })
  }
  const open = () => {
    let isUsable = true
    const tx = queriesThrough((query) => {
      if (!isUsable) throw new Error('A write was used after it had ended.')
      return execute(query)
    })
    return {
      tx,
      end() {
        isUsable = false
      },
    }
  }
  return {
    before,
    open,
    tx: open().tx,
    endedBy: () => endedBy,
    async takeTime() {
      ensureOpen()
      isBounded = false
      const unbounded = 'set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0'
      await client.query(unbounded).catch((error) => {
        throw toFault(error)
      })
    },
    async commit() {
      ensureOpen()
      await end('commit')
    },
    rollback: () => (isEnded ? Promise.resolve() : end('rollback').catch(() => {})),
  }
}

const stateNow = statement((db) => db.selectFrom('store_state').select(['epoch', 'instant']).limit(1))
const touchedSince = statement((db, { since }: { since: number }) =>
  db.selectFrom('touched_tag').select('tag').distinct().where('epoch', '>', since),
)

/** The current epoch, and the tags touched since an earlier one: `everyTag`, if those of that time are no longer kept. */
export const findCommit = async (db: Queries, since: number): Promise<Commit> =>
  (await findLast(db, since)).commit

/** The same, and the last instant in the store, in milliseconds since 1970. */
export async function findLast(db: Queries, since: number): Promise<{ commit: Commit; written: number }> {
  const [[state], tags] = await Promise.all([stateNow(db, {}), touchedSince(db, { since })])
  const epoch = state?.epoch ?? 0
  const isRemembered = epoch >= since && epoch - since < epochsKept
  const touched = isRemembered ? tags.map(({ tag }) => tag) : [everyTag]
  return { commit: { epoch, touched }, written: state ? Date.parse(state.instant) : 0 }
}
