import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import type { Queries } from '../../src/db/database.ts'
import { ConstraintFault } from '../../src/db/faults.ts'
import { migratePostgres } from '../../src/db/postgres/migrate.ts'
import { openPostgres } from '../../src/db/postgres/open.ts'
import { lockForServing } from '../../src/db/postgres/serving-lock.ts'
import { openStoreSnapshot } from '../../src/db/postgres/store-snapshot.ts'
import { allSettled } from '../../src/db/settled.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { touchEverything } from '../../src/publishing/touch.ts'
import { testStore } from '../helpers.ts'
import { urlOf } from '../stores.postgres.ts'
import { storesOf } from '../stores.ts'
import { epochOf, readModifyWrite } from './read-modify-write.ts'

async function openStore() {
  const { place } = await storesOf('postgres').create()
  const url = urlOf(place)
  const open = async () => {
    const db = await openPostgres(url, createClock())
    onTestFinished(() => db.close())
    return db
  }
  /** Runs SQL as another program does. */
  const execute = async (text: string) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query(text)
    await client.end()
    return rows
  }
  return { url, db: await open(), open, execute }
}

test('concurrent writes of two processes lose no update, and have instants of their own', async () => {
  const { db, open } = await openStore()
  const other = await open()
  const writes = Array.from({ length: 20 }, (_, index) => readModifyWrite(index % 2 === 0 ? db : other))
  const instants = await Promise.all(writes)
  expect(new Set(instants).size).toBe(20)
  expect(await other.snapshot(epochOf)).toBe(20)
})

test('a snapshot sees one state, and a new one sees everything committed before it', async () => {
  const { db } = await openStore()
  const seen = await db.snapshot(async (queries) => {
    const first = await epochOf(queries)
    await db.write(({ tx }) => touchEverything(tx))
    return [first, await epochOf(queries), await db.snapshot(epochOf)]
  })
  expect(seen).toEqual([0, 0, 1])
})

test('a large write may take longer than a request waits', async () => {
  const { db } = await openStore()
  const slow = db.write(({ tx }) => sql`select pg_sleep(1.7)`.execute(tx), { isLarge: true, isUndated: true })
  await expect(slow).resolves.toBeDefined()
  await expect(db.write(({ tx }) => sql`select pg_sleep(1.7)`.execute(tx))).rejects.toMatchObject({
    code: 'storage-unavailable',
  })
})

test('a snapshot cannot write, and a write that fails leaves no trace', async () => {
  const { db } = await openStore()
  const update = (queries: Queries) => queries.updateTable('store_state').set({ epoch: 9 }).execute()
  await expect(db.snapshot(update)).rejects.toMatchObject({ code: 'storage-unavailable' })
  const failing = db.write(async ({ tx }) => {
    await update(tx)
    throw new Error('broken')
  })
  await expect(failing).rejects.toThrow('broken')
  const orphan = { document_id: 'art_0', revision: 1, content: '{}', created_at: '' }
  const violating = db.write(({ tx }) => tx.insertInto('revision').values(orphan).execute())
  await expect(violating).rejects.toBeInstanceOf(ConstraintFault)
  expect(await db.snapshot(epochOf)).toBe(0)
})

test('of writes that share a transaction, one that fails takes none with it', async () => {
  const { db } = await openStore()
  const create = (id: string) =>
    db.write(
      ({ tx, at }) => tx.insertInto('document').values({ id, kind: 'article', created_at: at }).execute(),
      { document: id },
    )
  const settled = await Promise.allSettled([create('a'), create('b').then(() => create('b')), create('c')])
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  const ids = await db.snapshot((queries) =>
    queries.selectFrom('document').select('id').orderBy('id').execute(),
  )
  expect(ids.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

test('what a failed write has not waited for is not done behind its rollback', async () => {
  const { db } = await openStore()
  const insert = (tx: Queries, id: string) =>
    tx.insertInto('document').values({ id, kind: 'article', created_at: '2026-01-01' }).execute()
  const failing = db.write(
    ({ tx }) => {
      const late = epochOf(tx).then(() => insert(tx, 'late'))
      return Promise.all([late, Promise.reject(new Error('no'))])
    },
    { document: 'a' },
  )
  const other = db.write(({ tx }) => insert(tx, 'b'), { document: 'b' })
  await expect(failing).rejects.toThrow('no')
  await other
  expect(await db.snapshot((queries) => queries.selectFrom('document').select('id').execute())).toEqual([
    { id: 'b' },
  ])
})

test('a write that the server breaks off for another one is tried again', async () => {
  const { db } = await openStore()
  let attempts = 0
  await db.write(async ({ tx }) => {
    attempts += 1
    await touchEverything(tx)
    const breaksOff = sql.raw("do $$ begin raise sqlstate '40001'; end $$")
    // What comes behind it in the transaction fails too.
    if (attempts < 3) await allSettled([epochOf(tx).then(() => epochOf(tx)), breaksOff.execute(tx)])
  })
  expect([attempts, await db.snapshot(epochOf)]).toEqual([3, 1])
})

/** Keeps this process busy for longer than the database is waited for. */
const stall = () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_700)

const cutIdle = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and state = 'idle in transaction'`

test('a write whose session ended before its commit was sent is tried again', async () => {
  const { db, execute } = await openStore()
  const ways = {
    // For longer than the server lets a transaction be idle.
    stalled: async () => stall(),
    cut: async () => {
      await execute(cutIdle)
      // Until this process has been told.
      await sleep(100)
    },
  }
  for (const [name, lose] of Object.entries(ways))
    for (const isBefore of [true, false]) {
      let attempts = 0
      await db.write(async ({ tx }) => {
        attempts += 1
        if (isBefore && attempts === 1) await lose()
        await touchEverything(tx)
        if (!isBefore && attempts === 1) await lose()
      })
      expect({ name, isBefore, attempts }).toEqual({ name, isBefore, attempts: 2 })
    }
  expect(await db.snapshot(epochOf)).toBe(4)
})

test('an answer that came while the process was busy is read', async () => {
  const { db } = await openStore()
  const read = db.snapshot(async (queries) => {
    await epochOf(queries)
    const answer = epochOf(queries)
    // Until it has been sent, which takes no turn of the event loop.
    for (let tick = 0; tick < 50; tick += 1) await null
    stall()
    return answer
  })
  expect(await read).toBe(0)
})

test('a write that fails after its session was lost takes none with it', async () => {
  const { db, execute } = await openStore()
  let attempts = 0
  const good = db.write(({ tx }) => touchEverything(tx), { document: 'a' })
  const failing = db.write(
    async () => {
      attempts += 1
      if (attempts === 1) await execute(cutIdle).then(() => sleep(100))
      throw new Error('its own')
    },
    { document: 'b' },
  )
  await expect(failing).rejects.toThrow('its own')
  await good
  expect([attempts, await db.snapshot(epochOf)]).toEqual([2, 1])
})

test('a connection that is cut fails what runs on it, and nothing later', async () => {
  const { db, execute } = await openStore()
  const cut = () =>
    execute(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`)
  const unavailable = { code: 'storage-unavailable' }
  await expect(
    db.snapshot(async (queries) => {
      await epochOf(queries)
      await cut()
      return epochOf(queries)
    }),
  ).rejects.toMatchObject(unavailable)
  await expect(
    db.write(async ({ tx }) => {
      await cut()
      await touchEverything(tx)
    }),
  ).rejects.toMatchObject(unavailable)
  await readModifyWrite(db)
  expect(await db.snapshot(epochOf)).toBe(1)
})

test('writes of another process are noticed, with what they touched', async () => {
  const { db, open } = await openStore()
  const other = await open()
  const noticed = new Promise((resolve) => db.onCommit(resolve))
  await other.write(({ tx }) => touchEverything(tx))
  expect(await noticed).toEqual({ epoch: 1, touched: ['*'] })
  expect([db.epoch(), db.epoch(['art_1'])]).toEqual([1, 1])
})

test('values are what a file gives: whole numbers, bytes, and text with every character', async () => {
  const { db } = await testStore({ engine: 'postgres' })
  const text = '\u{1f680} \u{1} "\\ \u{10ffff}'
  await db.write(async ({ tx, at }) => {
    await tx.insertInto('document').values({ id: text, kind: 'article', created_at: at }).execute()
  })
  const [row] = await db.snapshot((queries) =>
    queries.selectFrom('document').select(['id', 'change', 'external_id']).execute(),
  )
  expect(row).toEqual({ id: text, change: 1, external_id: null })
  const none = await db.snapshot((queries) =>
    queries.selectFrom('document').select('id').where('id', '=', 'a\0').execute(),
  )
  expect(none).toEqual([])
  const { rows } = await db.snapshot((queries) =>
    sql`select '\\x00ff'::bytea as bytes, 9007199254740991 as big, 1.5::numeric as part, true as yes`.execute(
      queries,
    ),
  )
  expect(rows).toEqual([{ bytes: Buffer.from([0, 255]), big: Number.MAX_SAFE_INTEGER, part: 1.5, yes: 1 }])
})

test('two processes that migrate at once make one store', async () => {
  const { execute, url } = await openStore()
  await execute('drop schema public cascade; create schema public')
  const outcomes = await Promise.all([migratePostgres(url), migratePostgres(url)])
  expect(outcomes.filter(({ applied }) => applied.length > 0)).toHaveLength(1)
})

test.each([
  ['create table notes (text text)', 'is a database of another program'],
  [
    "create table migration_checksum (name text, sha256 text); insert into migration_checksum values ('9999_later', 'a')",
    'is newer than this program',
  ],
  [
    "create table migration_checksum (name text, sha256 text); insert into migration_checksum values ('0001_newsroom', 'a')",
    'was made with a different text',
  ],
])('%s is refused', async (text, message) => {
  const { execute, url } = await openStore()
  await execute('drop schema public cascade; create schema public')
  await execute(text)
  await expect(migratePostgres(url)).rejects.toThrow(message)
  await expect(openStoreSnapshot(url)).rejects.toThrow(message)
})

test('one process serves a store alone, or several together', async () => {
  const { url } = await openStore()
  const [alone, together] = [{ isAlone: true }, { isAlone: false }]
  const { release } = await lockForServing(url, alone)
  for (const how of [alone, together])
    await expect(lockForServing(url, how)).rejects.toThrow(/^is served by another process/)
  await release()
  const first = await lockForServing(url, together)
  expect(await first.isAlone()).toBe(true)
  const second = await lockForServing(url, together)
  expect(await first.isAlone()).toBe(false)
  await expect(lockForServing(url, alone)).rejects.toThrow(/^is served by another process/)
  await second.release()
  expect(await first.isAlone()).toBe(true)
  await first.release()
})
