import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { connectDesk } from '../desk-client.ts'
import { createStore, type Running, startServer } from '../faults/process.ts'
import { seededRandom } from '../fuzz/random.ts'
import { withKey } from '../keys.ts'
import { findFaults } from './check.ts'
import { openNotebook, write, writeUntilCut } from './editors.ts'

/**
 * Kills the server with -9 so many times, each at a random moment under concurrent writes, and looks at the store
 * behind each. What was not answered is sent again. Returns how many writes were acknowledged.
 */
export async function crashRepeatedly(kills: number, seed: number): Promise<number> {
  const file = await createStore()
  const { authorization } = await createKeyIn(file)
  const notebook = openNotebook()
  const random = seededRandom(seed)
  for (let life = 0; life <= kills; life += 1) {
    const server = await startServer(file, { REVIEW_REQUIRED: 'false' })
    const { send, close } = connectDesk(server.port)
    expect(findFaults(file, notebook)).toEqual([])
    for (const request of notebook.unanswered.splice(0)) await write(send, notebook, request)
    expect(findFaults(file, notebook)).toEqual([])
    const writing = writeUntilCut(send, authorization, notebook, seed + life)
    await sleep(50 + random.below(300))
    await kill(server)
    await writing
    close()
  }
  await verify(file)
  return notebook.acknowledged.length
}

async function createKeyIn(file: string) {
  const db = await openSqlite(file, createClock())
  const key = await withKey(db)
  await db.close()
  return key
}

/** Has the program itself say whether all that is derived in the store is what would be derived now. */
const verify = (file: string) =>
  promisify(execFile)('node_modules/.bin/node', ['src/main.js', 'verify', file], { env: {} })

async function kill({ child }: Running): Promise<void> {
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}
