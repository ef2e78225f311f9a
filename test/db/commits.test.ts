import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Commit, Database, Queries } from '../../src/db/database.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { raiseEpoch } from '../../src/publishing/tape/tape.ts'
import { testStore } from '../helpers.ts'

// Shown to fail where a write resolves before its listeners are told, where a listener's fault reaches the writer, and
// where foreign writes are not asked for.

const raise = (db: Database) => db.write(({ tx }) => raiseEpoch(tx))

async function storeWithListener() {
  const store = await testStore()
  const told: Commit[] = []
  const stop = store.db.onCommit((commit) => told.push(commit))
  return { ...store, told, stop }
}

test('a listener is called for each commit before its write resolves, and for no failed write', async () => {
  const { db, told, stop } = await storeWithListener()
  await raise(db)
  expect(told).toEqual([{ epoch: 1, isForeign: false }])
  await db.write(() => Promise.reject(new Error('refused'))).catch(() => {})
  await db.write(async ({ tx }) => {
    await raiseEpoch(tx)
    expect(told.length).toBe(1)
  })
  await db.write(async () => {})
  await sleep(120)
  stop()
  await raise(db)
  expect(told).toEqual([1, 2, 2].map((epoch) => ({ epoch, isForeign: false })))
})

test('queries of a listener see the commit', async () => {
  const { db, clock } = await testStore()
  const seen: unknown[] = []
  db.onCommit(({ epoch }) =>
    seen.push([clock.now(), db.epoch() === epoch, db.snapshot((queries) => stateOf(queries))]),
  )
  const at = await db.write(async ({ tx, at }) => {
    await raiseEpoch(tx)
    return at
  })
  const [[now, isSame, state]] = seen as [[string, boolean, Promise<unknown>]]
  expect([now, isSame, await state]).toEqual([at, true, { epoch: 1, instant: at }])
})

const stateOf = (db: Queries) =>
  db.selectFrom('store_state').select(['epoch', 'instant']).executeTakeFirstOrThrow()

test('a listener that throws breaks neither the write nor other listeners, and causes a warning', async () => {
  const { db } = await testStore()
  const told: Commit[] = []
  const stop = db.onCommit(() => {
    throw new Error('listener broken')
  })
  onTestFinished(stop)
  db.onCommit((commit) => told.push(commit))
  const warned = once(process, 'warning')
  await raise(db)
  expect(told.length).toBe(1)
  expect(String((await warned)[0])).toContain('listener broken')
  expect(db.epoch()).toBe(1)
})

test('foreign commits are reported soon, or by the next write', async () => {
  const { db, file, clock, told } = await storeWithListener()
  const other = await openSqlite(file, clock)
  onTestFinished(() => other.close())
  await raise(other)
  await vi.waitFor(() => expect(told).toEqual([{ epoch: 1, isForeign: true }]), { timeout: 5_000 })
  await raise(other)
  await raise(db)
  expect(told.slice(1)).toEqual([
    { epoch: 2, isForeign: true },
    { epoch: 3, isForeign: false },
  ])
  await sleep(120)
  expect(told.length).toBe(3)
})
