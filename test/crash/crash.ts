import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { connectDesk } from '../desk-client.ts'
import { createStoreWithKey, type Running, settingsFor, startServer, urlOf } from '../faults/process.ts'
import { seededRandom } from '../fuzz/random.ts'
import { engine } from '../stores.ts'
import { findFaults } from './check.ts'
import { openNotebook, write, writeUntilCut } from './editors.ts'

/** The longest life of a server under writes. On a database, a publication alone takes a quarter of a second. */
const longestMs = { sqlite: 350, postgres: 800 }[engine]

/**
 * Kills the server with -9 so many times, each at a random moment under concurrent writes, and looks at the store
 * behind each. What was not answered is sent again. Returns how many writes were acknowledged.
 */
export async function crashRepeatedly(kills: number, seed: number): Promise<number> {
  const { file: store, authorization } = await createStoreWithKey()
  const notebook = openNotebook()
  const random = seededRandom(seed)
  for (let life = 0; life <= kills; life += 1) {
    const server = await startServer(store, { REVIEW_REQUIRED: 'false' })
    const { send, close } = connectDesk(server.port)
    expect(await findFaults(urlOf(store), notebook)).toEqual([])
    for (const request of notebook.unanswered.splice(0)) await write(send, notebook, request)
    expect(await findFaults(urlOf(store), notebook)).toEqual([])
    const writing = writeUntilCut(send, authorization, notebook, seed + life)
    await sleep(50 + random.below(longestMs - 50))
    await kill(server)
    await writing
    close()
  }
  await verify(store)
  return notebook.acknowledged.length
}

/** Has the program itself say whether all that is derived in the store is what would be derived now. */
const verify = (store: string) =>
  promisify(execFile)('node_modules/.bin/node', ['src/main.js', 'verify'], { env: settingsFor(store) })

async function kill({ child }: Running): Promise<void> {
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}
