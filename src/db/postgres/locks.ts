import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import type { Database, Lock, LockName } from '../database.ts'
import { configOf } from './connect.ts'

/** What the keys of these locks begin with: "BTLK". */
const prefix = 0x42544c4b
const keys: Record<LockName, number> = { tape: 1, webhooks: 2 }

/** How often a holder shows that it lives, and how often others try, in milliseconds. */
const intervalMs = 1_000
/** A holder that has shown nothing for this time is taken to be frozen: its connection is ended. */
const frozenMs = 4_000

const endFrozen = `select pg_terminate_backend(pid) from pg_stat_activity join pg_locks using (pid)
  where locktype = 'advisory' and classid = ${prefix} and objid = $1 and granted
  and pg_locks.database = (select oid from pg_database where datname = current_database())
  and state_change < clock_timestamp() - interval '${frozenMs} milliseconds'`

/** Locks of which each is held by one connection at a time: the database frees it when that has ended, however it does. */
export function createLocks(url: string): Pick<Database, 'lock' | 'holds'> {
  const held = new Set<LockName>()
  return {
    holds: (name) => held.has(name),
    async lock(name, signal) {
      const client = await take(url, name, signal)
      if (!client) return null
      held.add(name)
      return watched(client, () => held.delete(name))
    },
  }
}

async function take(url: string, name: LockName, signal: AbortSignal): Promise<Client | null> {
  const key = [keys[name]]
  while (!signal.aborted) {
    const client = new Client({ ...configOf(url), query_timeout: frozenMs / 2 })
    // What breaks the connection ends it.
    client.on('error', () => {})
    try {
      await client.connect()
      while (!signal.aborted) {
        const { rows } = await client.query(`select pg_try_advisory_lock(${prefix}, $1) as is_taken`, key)
        if (rows[0].is_taken) return client
        await client.query(endFrozen, key)
        await pause(signal)
      }
    } catch {
      await pause(signal)
    }
    await client.end().catch(() => {})
  }
  return null
}

const pause = (signal: AbortSignal) => sleep(intervalMs, undefined, { signal }).catch(() => {})

function watched(client: Client, onEnd: () => void): Lock {
  const lost = new AbortController()
  const end = async () => {
    clearInterval(timer)
    onEnd()
    lost.abort()
    await client.end().catch(() => {})
  }
  const timer = setInterval(() => client.query('select 1').catch(end), intervalMs).unref()
  client.once('end', end)
  return { lost: lost.signal, release: end }
}
