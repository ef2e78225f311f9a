import { statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { Database, Queries } from '../../src/db/database.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { touchEverything } from '../../src/publishing/touch.ts'
import { testStore } from '../helpers.ts'
import { reading } from '../reading.ts'

// Shown to fail where a commit does not outdate the transaction that snapshots share, where a snapshot takes another
// reader for each query, where transactions are not ended with their turn, and where a commit happens beside an unused one.

const epochOf = async (db: Queries) =>
  (await db.selectFrom('store_state').select('epoch').executeTakeFirstOrThrow()).epoch

const raise = (db: Database) => db.write(({ tx }) => touchEverything(tx))

interface Opened {
  /** The epoch that it has read. */
  readonly first: number
  /** Makes it read again and end. */
  end(): Promise<number>
}

/** A snapshot that has read once and stays open until `end`. */
async function openSnapshot(db: Database): Promise<Opened> {
  const { promise: end, resolve } = Promise.withResolvers<void>()
  const { promise: begun, resolve: begin } = Promise.withResolvers<number>()
  const done = db.snapshot(async (queries) => {
    begin(await epochOf(queries))
    await end
    return epochOf(queries)
  })
  return {
    first: await begun,
    end: () => {
      resolve()
      return done
    },
  }
}

test('a snapshot sees one state however long it takes, and a new one sees everything committed before it', async () => {
  const { db } = await testStore()
  const seen = await db.snapshot(async (queries) => {
    const epochs = [await epochOf(queries)]
    for (const wait of [0, 5, 20]) {
      await raise(db)
      await sleep(wait)
      epochs.push(await epochOf(queries), await db.snapshot(epochOf), await epochOf(reading(db)))
    }
    return epochs
  })
  expect(seen).toEqual([0, 0, 1, 1, 0, 2, 2, 0, 3, 3])
  expect(await db.snapshot(epochOf)).toBe(3)
})

test('the state is that of the first query: nothing is read before', async () => {
  const { db } = await testStore()
  const seen = await db.snapshot(async (queries) => {
    await raise(db)
    return epochOf(queries)
  })
  expect(seen).toBe(1)
})

test('what other processes commit is not seen by an open snapshot, and by new ones soon', async () => {
  const { db, file, clock } = await testStore()
  const other = await openSqlite(file, clock)
  onTestFinished(() => other.close())
  const snapshot = await openSnapshot(db)
  await raise(other)
  await vi.waitFor(async () => expect(await db.snapshot(epochOf)).toBe(1))
  expect(await snapshot.end()).toBe(0)
})

/** How long a step yields. */
const pauses = [
  () => Promise.resolve(),
  () => new Promise<void>((resolve) => queueMicrotask(resolve)),
  () => new Promise<void>((resolve) => process.nextTick(resolve)),
  () => new Promise<void>((resolve) => setImmediate(resolve)),
  () => sleep(1),
]

test('whatever happens meanwhile, a snapshot sees one state, no older than the last commit before it', async () => {
  const { db, time } = await testStore()
  const pause = fc.nat({ max: pauses.length - 1 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ isWrite: fc.boolean(), before: pause, within: fc.array(pause, { maxLength: 4 }) }),
        {
          maxLength: 12,
        },
      ),
      async (steps) => {
        const run = async ({ isWrite, before, within }: (typeof steps)[number]) => {
          await pauses[before]?.()
          if (isWrite) return raise(db)
          await db.snapshot(async (queries) => {
            const least = db.epoch()
            const first = await epochOf(queries)
            expect(first).toBeGreaterThanOrEqual(least)
            for (const index of within) {
              await pauses[index]?.()
              expect(await epochOf(queries)).toBe(first)
            }
          })
        }
        // Otherwise each write would wait for the next millisecond.
        time.advance(1_000)
        await Promise.all(steps.map(run))
        expect(await db.snapshot(epochOf)).toBe(db.epoch())
      },
    ),
    { numRuns: 60 },
  )
})

test('however many older states are being read, a new snapshot does not wait', async () => {
  const { db } = await testStore()
  const states = Array.from({ length: 12 }, (_, state) => state)
  const open: Opened[] = []
  for (const _ of states) {
    open.push(await openSnapshot(db))
    await raise(db)
  }
  expect(open.map(({ first }) => first)).toEqual(states)
  expect(await db.snapshot(epochOf)).toBe(12)
  expect(await Promise.all(open.map((snapshot) => snapshot.end()))).toEqual(states)
})

/** Returns a check that no transaction is open: it empties the write-ahead log. */
function watchLog(file: string): () => boolean {
  const other = new Sqlite(file, { timeout: 0 })
  onTestFinished(() => void other.close())
  return () => other.prepare<[], { busy: number }>('pragma wal_checkpoint(truncate)').get()?.busy === 0
}

test('an unused transaction does not stay open beyond its tick', async () => {
  const { db, file } = await testStore()
  const isEmptied = watchLog(file)
  await raise(db)
  await db.snapshot(epochOf)
  await epochOf(reading(db))
  expect(isEmptied()).toBe(false)
  await new Promise(setImmediate)
  expect(isEmptied()).toBe(true)
})

test('neither a snapshot nor a write can be used after its work has ended', async () => {
  const { db } = await testStore()
  const kept = await db.snapshot(async (queries) => {
    await epochOf(queries)
    return { queries }
  })
  await expect(epochOf(kept.queries)).rejects.toThrow('A snapshot was used after its work had ended.')
  const unused = await db.snapshot(async (queries) => ({ queries }))
  await expect(epochOf(unused.queries)).rejects.toThrow('A snapshot was used after its work had ended.')
  const { tx } = await db.write(async (write) => write)
  await expect(epochOf(tx)).rejects.toThrow('A write was used after it had ended.')
})

test('failing work propagates its error and ends its transaction', async () => {
  const { db, file } = await testStore()
  const failing = db.snapshot(async (queries) => {
    await epochOf(queries)
    await raise(db)
    throw new Error('broken')
  })
  await expect(failing).rejects.toThrow('broken')
  expect(watchLog(file)()).toBe(true)
})

test('a snapshot whose transaction was lost does not continue on another state', async () => {
  const { db } = await testStore()
  await db.snapshot(async (queries) => {
    await epochOf(queries)
    await sql`rollback`.execute(queries)
    await expect(sql`select * from nothing`.execute(queries)).rejects.toThrow('nothing')
    await raise(db)
    await expect(epochOf(queries)).rejects.toMatchObject({ code: 'storage-unavailable' })
  })
  expect(await db.snapshot(epochOf)).toBe(1)
})

test('nothing can be written through a snapshot', async () => {
  const { db } = await testStore()
  const writing = db.snapshot((queries) => queries.updateTable('store_state').set({ epoch: 9 }).execute())
  await expect(writing).rejects.toMatchObject({ cause: { code: 'SQLITE_READONLY' } })
  expect(await epochOf(reading(db))).toBe(0)
})

const content = JSON.stringify('x'.repeat(1_000_000))

test.each([
  ['within one event-loop tick', () => Promise.resolve()],
  ['one per tick', () => new Promise<void>((resolve) => setImmediate(resolve))],
])('snapshots beside writes do not make the write-ahead log grow, %s', async (_, pause) => {
  const { db, file, time } = await testStore()
  await db.write(({ tx, at }) =>
    tx
      .insertInto('document')
      .values({ id: 'art_0', kind: 'article', created_at: at, changed_at: at })
      .execute(),
  )
  for (let revision = 1; revision <= 70; revision += 1) {
    // Otherwise the write would wait for the next millisecond, and not be in the tick of the snapshot.
    time.advance(1)
    await db.write(async ({ tx, at }) => {
      await tx
        .insertInto('revision')
        .values({ document_id: 'art_0', revision, content, created_at: at })
        .execute()
      await db.snapshot(epochOf)
    })
    const long = openSnapshot(db)
    await db.snapshot(epochOf)
    await (await long).end()
    await pause()
  }
  // The log is reset each time that it reaches 32 MB.
  expect(statSync(`${file}-wal`).size).toBeLessThan(40_000_000)
})
