import { Client } from 'pg'
import { StoreFault } from '../../kernel/errors.ts'
import { configOf } from './connect.ts'
import { toStoreFault } from './faults.ts'

/** Key of the advisory lock of servers: "BTAS". */
const lockKey = 0x42544153
const retryMs = 1_000

/**
 * Makes this process the only one that serves the store, until `release` or its end: two servers would answer by two
 * clocks. Commands do not take the lock. Throws a `StoreFault` if another process has it.
 *
 * The lock ends with its connection, also when the server is restarted: it is taken again once the server is back.
 */
export async function lockForServing(url: string): Promise<{ release(): Promise<void> }> {
  let isReleased = false
  let client = await lock(url)
  let retry: NodeJS.Timeout | undefined
  const keep = (): void => {
    client.once('end', () => {
      if (!isReleased) again()
    })
  }
  const again = (): void => {
    retry = setTimeout(async () => {
      try {
        client = await lock(url)
        keep()
      } catch (error) {
        if (!isReleased) again()
        if (error instanceof StoreFault && error.message === served)
          process.emitWarning(`The store ${served}.`)
      }
    }, retryMs).unref()
  }
  keep()
  return {
    async release() {
      isReleased = true
      clearTimeout(retry)
      await client.end()
    },
  }
}

const served = 'is served by another process: stop that server first'

async function lock(url: string): Promise<Client> {
  const client = new Client(configOf(url))
  // It breaks with its connection, whose end is told too.
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query(`select pg_try_advisory_lock(${lockKey}) as is_taken`)
    if (rows[0].is_taken) return client
    throw new StoreFault(served)
  } catch (error) {
    await client.end().catch(() => {})
    throw toStoreFault(error)
  }
}
