import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { connectDesk, requestsWith } from '../desk-client.ts'
import { findFreePort } from '../free-port.ts'
import { sampleSlug } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { createClient, waitFor } from './client.ts'
import { createStore, createStoreWithKey, killAfterTest, settingsFor, startServer, stop } from './process.ts'

// Shown to fail with `pino.destination` in place of src/kernel/log-output.ts: nothing is answered, or the process
// ends, or it does not end.

const logAll = { LOG_REQUESTS: 'all', LOG_LEVEL: 'trace' }

/** A server whose standard output goes where the test wants, once it answers. */
async function start(file: string, stdout: 'pipe' | number, settings: Record<string, string> = {}) {
  const port = await findFreePort()
  const child = spawn('node_modules/.bin/node', ['src/main.js', 'serve'], {
    env: settingsFor(file, { ...logAll, PORT: String(port), ...settings }),
    stdio: ['ignore', stdout, 'pipe'],
  })
  killAfterTest(child)
  const client = createClient(port)
  expect(await waitFor(client, '/livez', ({ status }) => status === 200, 10_000)).toBeLessThan(10_000)
  return { child, port, client }
}

/** Asks often enough to fill a pipe and the memory of the log. */
async function expectAnswers({ client }: Awaited<ReturnType<typeof start>>) {
  for (let round = 0; round < 100; round += 1) {
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => client(`/v1/articles/${sampleSlug}`)),
    )
    expect(outcomes.filter(({ status }) => status !== 200)).toEqual([])
  }
}

const dropped = async (port: number) =>
  Number(
    /broadtape_log_lines_dropped (\d+)/.exec(
      await (await fetch(`http://127.0.0.1:${port}/metrics`)).text(),
    )?.[1],
  )

const outputs: [string, () => 'pipe' | number, (child: ChildProcess) => void][] = [
  ['goes to a full disk', () => openSync('/dev/full', 'w'), () => {}],
  ['has a reader that does not read', () => 'pipe', () => {}],
  ['has a reader that is gone', () => 'pipe', ({ stdout }) => void stdout?.destroy()],
]

test.each(outputs)('a log that %s holds up neither reads nor the end', async (_, output, spoil) => {
  const server = await start(await createStore(), output())
  spoil(server.child)
  await expectAnswers(server)
  expect(await dropped(server.port)).toBeGreaterThan(100)
  const { code, milliseconds } = await stop(server, 'SIGTERM')
  expect(code).toBe(0)
  expect(milliseconds).toBeLessThan(4_000)
})

test('standard output is JSON lines from start to end', async () => {
  const server = await startServer(await createStore(), logAll)
  const client = createClient(server.port)
  for (const path of ['/v1/articles', '/none', '/v1/articles?x=1', '/docs']) await client(path)
  await stop(server, 'SIGTERM')
  await sleep(100)
  const lines = server.output().trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(4)
  for (const line of lines) expect(JSON.parse(line)).toHaveProperty('msg')
})

test('with store and log on a full disk reads go on, writes answer storage-full, and all recovers', async () => {
  const { file, authorization } = await createStoreWithKey()
  const folder = mkdtempSync(join(tmpdir(), 'broadtape-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const port = await findFreePort()
  // A disk of eight megabytes that only the server sees, and that ends with it. Needs no rights of root.
  const script =
    'mount -t tmpfs -o size=8m tmpfs "$1" && cp "$2" "$1/broadtape.db" && exec node_modules/.bin/node src/main.js serve > "$1/log"'
  const child = spawn('unshare', ['-rm', 'sh', '-c', script, 'sh', folder, file], {
    env: settingsFor(`${folder}/broadtape.db`, { ...logAll, PORT: String(port) }),
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  killAfterTest(child)
  const client = createClient(port)
  expect(await waitFor(client, '/livez', ({ status }) => status === 200, 10_000)).toBeLessThan(10_000)
  const { send, close } = connectDesk(port)
  onTestFinished(close)
  const { post } = requestsWith(authorization)
  const draft = async (slug: string) => {
    const { headline, locale, type, body } = anArticle()
    return (await send(post('/admin/v1/articles', { headline, locale, type, body, slug }))).status
  }
  const disk = `/proc/${child.pid}/root${folder}`
  fill(`${disk}/ballast`)
  const statuses: number[] = []
  for (let count = 0; count < 200; count += 1) statuses.push(await draft(`full-${count}`))
  expect(statuses.filter((status) => status === 503).length).toBeGreaterThan(20)
  expect(new Set(statuses.slice(-10))).toEqual(new Set([503]))
  for (let round = 0; round < 5; round += 1) {
    await sleep(500)
    const outcomes = await Promise.all(['/livez', `/v1/articles/${sampleSlug}`, '/v1/events'].map(client))
    expect(outcomes.map(({ status }) => status)).toEqual([200, 200, 200])
  }
  rmSync(`${disk}/ballast`)
  await sleep(1_500)
  expect(await draft('free')).toBe(201)
  expect((await stop({ child }, 'SIGTERM')).code).toBe(0)
})

/** Writes a file until there is no room for one byte more. */
function fill(file: string): void {
  const ballast = openSync(file, 'w')
  for (let size = 1_048_576; size >= 1; size = Math.floor(size / 2)) {
    for (;;) {
      try {
        writeSync(ballast, Buffer.alloc(size))
      } catch {
        break
      }
    }
  }
  closeSync(ballast)
}
