import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import { ConstraintFault } from '../../src/db/faults.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { testStore } from '../helpers.ts'
import { reading } from '../reading.ts'
import { createMigratedFile } from './files.ts'
import { epochOf, readModifyWrite } from './read-modify-write.ts'

test('20 concurrent read-modify-writes lose no update', async () => {
  const { db } = await testStore()
  await Promise.all(Array.from({ length: 20 }, () => readModifyWrite(db)))
  expect(await epochOf(reading(db))).toBe(20)
})

test('a failing write leaves no trace, and queued writes succeed', async () => {
  const { db } = await testStore()
  const failing = db.write(async ({ tx, at }) => {
    await tx.insertInto('document').values({ id: 'lost', kind: 'article', created_at: at }).execute()
    await tx.updateTable('store_state').set({ epoch: 100 }).execute()
    throw new Error('broken')
  })
  const waiting = readModifyWrite(db)
  await expect(failing).rejects.toThrow('broken')
  await waiting
  expect(await epochOf(reading(db))).toBe(1)
  expect(await reading(db).selectFrom('document').selectAll().execute()).toEqual([])
})

test('a violated constraint fails its write only', async () => {
  const { db } = await testStore()
  const orphan = { document_id: 'art_0', revision: 1, content: '{}', created_at: '' }
  const failing = db.write(({ tx }) => tx.insertInto('revision').values(orphan).execute())
  await expect(failing).rejects.toBeInstanceOf(ConstraintFault)
  await expect(failing).rejects.toThrow('FOREIGN KEY')
  await readModifyWrite(db)
  expect(await epochOf(reading(db))).toBe(1)
})

test('nothing can be written through a query outside of writes', async () => {
  const { db } = await testStore()
  const statements = [
    reading(db).updateTable('store_state').set({ epoch: 9 }).execute(),
    reading(db).deleteFrom('store_state').execute(),
    sql`create table intruder (id integer)`.execute(reading(db)),
    sql`drop table tape`.execute(reading(db)),
  ]
  const readOnly = { cause: { code: 'SQLITE_READONLY' } }
  for (const statement of statements) await expect(statement).rejects.toMatchObject(readOnly)
  expect(await epochOf(reading(db))).toBe(0)
})

test('readers see a write from its commit on, and not before', async () => {
  const { db } = await testStore()
  const inside = await db.write(async ({ tx }) => {
    await tx.updateTable('store_state').set({ epoch: 7 }).execute()
    return epochOf(reading(db))
  })
  expect(inside).toBe(0)
  expect(await epochOf(reading(db))).toBe(7)
})

test('a refused write does not move the recorded instant', async () => {
  const { db } = await testStore()
  const instantOf = () => reading(db).selectFrom('store_state').select('instant').executeTakeFirstOrThrow()
  await readModifyWrite(db)
  const before = await instantOf()
  await db.write(() => Promise.reject(new Error('refused'))).catch(() => {})
  expect(await instantOf()).toEqual(before)
})

test('two connections to one file write concurrently without loss, at distinct instants', async () => {
  const { open } = await createMigratedFile()
  const server = await open()
  const tool = await open()
  const order: string[] = []
  const work = async (db: Database) => {
    for (let count = 0; count < 15; count += 1) order.push(await readModifyWrite(db))
  }
  await Promise.all([work(server), work(tool), work(server)])
  expect(await epochOf(reading(server))).toBe(45)
  expect(await epochOf(reading(tool))).toBe(45)
  expect(new Set(order).size).toBe(45)
  expect(order).toEqual(order.toSorted())
})

test('a write is later than those of another connection whose clock runs ahead', async () => {
  const { file } = await createMigratedFile()
  const openAt = async (instant: string) => {
    const db = await openSqlite(
      file,
      createClock(() => Date.parse(instant)),
    )
    onTestFinished(() => db.close())
    return db
  }
  const server = await openAt('2026-04-01T00:00:00.000Z')
  const tool = await openAt('2026-04-01T08:00:00.000Z')
  expect(await readModifyWrite(tool)).toBe('2026-04-01T08:00:00.000Z')
  expect(await readModifyWrite(server)).toBe('2026-04-01T08:00:00.001Z')
  expect(await readModifyWrite(tool)).toBe('2026-04-01T08:00:00.002Z')
})

test('a reopened store continues after its last instant, even if the clock was set back', async () => {
  const { db, file } = await testStore({ startAt: '2026-04-01T00:00:00.000Z' })
  const last = await readModifyWrite(db)
  const clock = createClock(() => Date.parse('2020-01-01T00:00:00.000Z'))
  const again = await openSqlite(file, clock)
  expect(clock.now()).toBe(last)
  expect((await readModifyWrite(again)) > last).toBe(true)
  await again.close()
})

test('an acknowledged write is forced to the disk, and references between rows are enforced', async () => {
  const { db } = await testStore()
  const settings = await db.write(async ({ tx }) => [
    (await sql`pragma synchronous`.execute(tx)).rows,
    (await sql`pragma foreign_keys`.execute(tx)).rows,
    (await sql`pragma journal_mode`.execute(tx)).rows,
  ])
  expect(settings).toEqual([[{ synchronous: 2 }], [{ foreign_keys: 1 }], [{ journal_mode: 'wal' }]])
})

test('foreign writes are noticed by the timer and by the next write, once', async () => {
  const { db, file, clock } = await testStore()
  const other = await openSqlite(file, clock)
  onTestFinished(() => other.close())
  const settle = () => new Promise((resolve) => setTimeout(resolve, 150))
  const told: number[] = []
  db.onCommit(({ epoch }) => told.push(epoch))
  await readModifyWrite(db)
  await settle()
  expect([db.epoch(), told]).toEqual([1, [1]])
  await readModifyWrite(other)
  await settle()
  expect([db.epoch(), told]).toEqual([2, [1, 2]])
  await readModifyWrite(other)
  await readModifyWrite(db)
  expect([db.epoch(), told]).toEqual([4, [1, 2, 3, 4]])
  await settle()
  expect([db.epoch(), told]).toEqual([4, [1, 2, 3, 4]])
})
