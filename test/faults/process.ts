import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { loadSample } from '../../seeds/load.ts'
import { articleKind } from '../../src/articles/kind.ts'
import { fileOf } from '../../src/db/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { withKey } from '../keys.ts'
import { aBlock, anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { engine, storesOf } from '../stores.ts'

/** A server in a process of its own. */
export interface Running {
  readonly child: ChildProcess
  readonly port: number
  /** All that it has printed, errors included. */
  output(): string
  /** Megabytes in memory now. */
  resident(): number
}

/**
 * A store with the sample and articles of about 20 KB, which take some time to read: the path of a file, or the URL of a
 * database where the run is on one.
 */
export async function createStore(articles = 0): Promise<string> {
  return (await makeStore(articles)).store
}

/** Such a store, and a key with every scope. */
export async function createStoreWithKey(articles = 0) {
  const { store, authorization } = await makeStore(articles)
  return { file: store, authorization }
}

async function makeStore(articles: number) {
  const { place, url, open, remove } = await storesOf(engine).create()
  onTestFinished(remove)
  const db = await open(createClock())
  await loadSample(db)
  const body = Array.from({ length: 40 }, (_, index) => aBlock('Shares rose again. '.repeat(20), `b${index}`))
  for (let index = 0; index < articles; index += 1)
    await newsroom(db).publish(articleKind, anArticle({ slug: `story-${index}`, body }))
  const { authorization } = await withKey(db)
  await db.close()
  return { store: fileOf(url) === null ? url : place, authorization }
}

/** The URL of such a store. */
export const urlOf = (store: string): string => (store.includes('://') ? store : `file:${store}`)

/** What a server needs to run on a store, without a rate limit. */
export const settingsFor = (store: string, settings: Record<string, string> = {}) => ({
  PATH: process.env.PATH,
  PORT: '0',
  RATE_LIMIT: '0',
  DATABASE_URL: urlOf(store),
  ...settings,
})

/** Starts the server on a store, with no limit on requests, and waits until it listens. */
export async function startServer(store: string, settings: Record<string, string> = {}): Promise<Running> {
  const child = spawn('node_modules/.bin/node', ['src/main.js', 'serve'], {
    env: settingsFor(store, settings),
  })
  killAfterTest(child)
  let output = ''
  const port = await new Promise<number>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk
      const found = /listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(output)?.[1]
      if (found) resolve(Number(found))
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('close', () => reject(new Error(`the server ended: ${output}`)))
  })
  const resident = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1_024
  return { child, port, output: () => output, resident }
}

export function killAfterTest(child: ChildProcess): void {
  onTestFinished(async () => {
    if (hasEnded(child)) return
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
  })
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null

/** Sends the signals to a server, the first at once, and tells how it ended. */
export async function stop({ child }: Pick<Running, 'child'>, ...signals: NodeJS.Signals[]) {
  const startedAt = performance.now()
  const ended = once(child, 'exit')
  for (const signal of signals) {
    child.kill(signal)
    await sleep(20)
  }
  const [code] = await ended
  return { code: code as number | null, milliseconds: performance.now() - startedAt }
}

export const isAlive = ({ child }: Running) => !hasEnded(child)
