import { Client } from 'pg'
import { StoreFault } from '../../kernel/errors.ts'
import { configOf } from './connect.ts'
import { toStoreFault } from './faults.ts'

/** Key of the advisory lock of servers: "BTAS". */
const key = 0x42544153
const retryMs = 1_000

export interface ServingLock {
  /** False if other processes serve the store too. */
  isAlone(): Promise<boolean>
  release(): Promise<void>
}

/**
 * Makes this process one of those that serve the store, or with `isAlone` the only one, until `release` or its end.
 * Commands do not take the lock. Throws a `StoreFault` if another process excludes it.
 *
 * The lock ends with its connection, also when the server is restarted: it is taken again once the server is back.
 */
export async function lockForServing(
  url: string,
  { isAlone }: { readonly isAlone: boolean },
): Promise<ServingLock> {
  let isReleased = false
  let client = await lock(url, isAlone)
  let retry: NodeJS.Timeout | undefined
  const keep = (): void => {
    client.once('end', () => {
      if (!isReleased) again()
    })
  }
  const again = (): void => {
    retry = setTimeout(async () => {
      try {
        client = await lock(url, isAlone)
        if (isReleased) await client.end()
        else keep()
      } catch (error) {
        if (!isReleased) again()
        if (error instanceof StoreFault && error.message === excluded)
          process.emitWarning(`The store ${excluded}.`)
      }
    }, retryMs).unref()
  }
  keep()
  return {
    async isAlone() {
      const { rows } = await client.query(
        `select count(*) as count from pg_locks where locktype = 'advisory' and classid = 0 and objid = ${key}
          and objsubid = 1 and database = (select oid from pg_database where datname = current_database())`,
      )
      return rows[0].count === 1
    },
    async release() {
      isReleased = true
      clearTimeout(retry)
      await client.end()
    },
  }
}

const excluded =
  'is served by another process: stop that server first. Several nodes need PUBLISH_LEAD_MS above 0'

async function lock(url: string, isAlone: boolean): Promise<Client> {
  const client = new Client(configOf(url))
  // It breaks with its connection, whose end is told too.
  client.on('error', () => {})
  try {
    await client.connect()
    const kind = isAlone ? '' : '_shared'
    const { rows } = await client.query(`select pg_try_advisory_lock${kind}(${key}) as is_taken`)
    if (rows[0].is_taken) return client
    throw new StoreFault(excluded)
  } catch (error) {
    await client.end().catch(() => {})
    throw toStoreFault(error)
  }
}
