import { symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { spawnCommand } from '../cli/spawn.ts'
import { createClient } from './client.ts'
import { createStore, startServer, stop } from './process.ts'

// Shown to fail without the lock of src/db/sqlite/serving-lock.ts: the second server starts.

test('a second server on a store does not start, however it names the store', async () => {
  const file = await createStore()
  const server = await startServer(file)
  const link = join(dirname(file), 'link.db')
  symlinkSync(file, link)
  for (const name of [file, link]) {
    const { code, out, errors } = await spawnCommand('serve', { DATABASE_URL: `file:${name}`, PORT: '0' })
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(errors).toBe(`The store ${name} is served by another process: stop that server first.\n`)
  }
  expect((await createClient(server.port)('/readyz')).status).toBe(200)
})

test('commands run beside a server', async () => {
  const file = await createStore()
  await startServer(file)
  for (const command of ['migrate', 'seed', 'rebuild', 'verify'])
    expect(await spawnCommand(command, { DATABASE_URL: `file:${file}` })).toMatchObject({ code: 0 })
})

test.each(['SIGTERM', 'SIGKILL'] as const)('after %s the next server starts', async (signal) => {
  const file = await createStore()
  await stop(await startServer(file), signal)
  expect((await createClient((await startServer(file)).port)('/readyz')).status).toBe(200)
})
