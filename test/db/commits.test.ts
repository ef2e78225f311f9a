import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Commit, Database, Queries } from '../../src/db/database.ts'
import { watchForeignWrites } from '../../src/db/sqlite/foreign-writes.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createCommitQuery } from '../../src/db/sqlite/transaction.ts'
import { touchEverything } from '../../src/publishing/touch.ts'
import { testStore } from '../helpers.ts'

// Shown to fail where a write resolves before its listeners are told, where a listener's fault reaches the writer, and
// where foreign writes are not asked for.

const raise = (db: Database) => db.write(({ tx }) => touchEverything(tx))

async function storeWithListener() {
  const store = await testStore()
  const told: Commit[] = []
  store.db.onCommit((commit) => told.push(commit))
  return { ...store, told }
}

test('a listener is called for each commit before its write resolves, and for no failed write', async () => {
  const { db, told } = await storeWithListener()
  await raise(db)
  expect(told).toEqual([{ epoch: 1, touched: ['*'] }])
  await db.write(() => Promise.reject(new Error('refused'))).catch(() => {})
  await db.write(async ({ tx }) => {
    await touchEverything(tx)
    await sleep(120)
    expect(told.length).toBe(1)
  })
  await db.write(async () => {})
  await sleep(120)
  expect(told).toEqual([
    { epoch: 1, touched: ['*'] },
    { epoch: 2, touched: ['*'] },
    { epoch: 2, touched: [] },
  ])
})

test('queries of a listener see the commit', async () => {
  const { db, clock } = await testStore()
  const seen: unknown[] = []
  db.onCommit(({ epoch }) =>
    seen.push([clock.now(), db.epoch() === epoch, db.snapshot((queries) => stateOf(queries))]),
  )
  const at = await db.write(async ({ tx, at }) => {
    await touchEverything(tx)
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
  db.onCommit(() => {
    throw new Error('listener broken')
  })
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
  await vi.waitFor(() => expect(told).toEqual([{ epoch: 1, touched: ['*'] }]), { timeout: 5_000 })
  await raise(other)
  await raise(db)
  expect(told.slice(1)).toEqual([
    { epoch: 2, touched: ['*'] },
    { epoch: 3, touched: ['*'] },
  ])
  await sleep(120)
  expect(told.length).toBe(3)
})

test('foreign commits are reported while snapshots of many older states are open', async () => {
  const { db, file, clock, told } = await storeWithListener()
  const other = await openSqlite(file, clock)
  onTestFinished(() => other.close())
  const { promise: end, resolve } = Promise.withResolvers<void>()
  const open: Promise<void>[] = []
  for (let count = 0; count < 8; count += 1) {
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    open.push(
      db.snapshot(async (queries) => {
        await stateOf(queries)
        begin()
        await end
      }),
    )
    await begun
    await raise(db)
  }
  await raise(other)
  await vi.waitFor(() => expect(told.at(-1)).toEqual({ epoch: 9, touched: ['*'] }), { timeout: 5_000 })
  await raise(db)
  expect(told.slice(-2)).toEqual([
    { epoch: 9, touched: ['*'] },
    { epoch: 10, touched: ['*'] },
  ])
  resolve()
  await Promise.all(open)
})

test('a foreign commit whose notice failed is noticed again, and then no more', async () => {
  const { db, file } = await testStore()
  const writer = new Sqlite(file)
  const noticed: number[] = []
  let isBroken = false
  const findCommit = createCommitQuery(writer)
  const foreign = watchForeignWrites(writer, () => {
    if (isBroken) throw new Error('broken')
    noticed.push(findCommit(0).epoch)
  })
  onTestFinished(() => {
    foreign.stop()
    writer.close()
  })
  isBroken = true
  await raise(db)
  expect(foreign.look).toThrow('broken')
  isBroken = false
  foreign.look()
  foreign.look()
  expect(noticed).toEqual([0, 1])
})
