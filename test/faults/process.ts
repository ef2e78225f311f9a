import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { loadSample } from '../../seeds/load.ts'
import { articleKind } from '../../src/articles/kind.ts'
import { migrateSqlite } from '../../src/db/sqlite/migrate.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { aBlock, anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

/** A server in a process of its own. */
export interface Running {
  readonly child: ChildProcess
  readonly port: number
  /** All that it has printed, errors included. */
  output(): string
  /** Megabytes in memory now. */
  resident(): number
}

/** A store with the sample and articles of about 20 KB, which take some time to read. */
export async function createStore(articles = 0): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'broadtape-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'broadtape.db')
  await migrateSqlite(file, 'migrations/sqlite')
  const db = await openSqlite(file, createClock())
  await loadSample(db)
  const body = Array.from({ length: 40 }, (_, index) => aBlock('Shares rose again. '.repeat(20), `b${index}`))
  for (let index = 0; index < articles; index += 1)
    await newsroom(db).publish(articleKind, anArticle({ slug: `story-${index}`, body }))
  await db.close()
  return file
}

/** Starts the server on a store, with no limit on requests, and waits until it listens. */
export async function startServer(file: string, settings: Record<string, string> = {}): Promise<Running> {
  const env = {
    PATH: process.env.PATH,
    PORT: '0',
    RATE_LIMIT: '0',
    DATABASE_URL: `file:${file}`,
    ...settings,
  }
  const child = spawn('node_modules/.bin/node', ['src/main.js', 'serve'], { env })
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
  })
  let output = ''
  const port = await new Promise<number>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk
      const found = /http:\/\/127\.0\.0\.1:(\d+)\/docs/.exec(output)?.[1]
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

export const isAlive = ({ child }: Running) => child.exitCode === null && child.signalCode === null
