import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { createEpochs, epochsKept, everyTag } from '../../src/db/cache-tags.ts'
import type { Database } from '../../src/db/database.ts'
import { createCommitQuery } from '../../src/db/sqlite/transaction.ts'
import { touch, touchEverything } from '../../src/publishing/touch.ts'
import { testStore } from '../helpers.ts'
import { reading } from '../reading.ts'

test('the last epoch is that of the tag that was touched last, of all without tags', () => {
  const epochs = createEpochs()
  epochs.advance({ epoch: 1, touched: ['a', 'b'] })
  epochs.advance({ epoch: 4, touched: ['b'] })
  epochs.advance({ epoch: 5, touched: [] })
  expect([['a'], ['b'], ['a', 'b'], ['c'], [], null].map((tags) => epochs.last(tags))).toEqual([
    ...[1, 4, 4, 0, 0, 5],
  ])
})

test('everything is touched at once', () => {
  const epochs = createEpochs()
  epochs.advance({ epoch: 1, touched: ['a'] })
  epochs.advance({ epoch: 2, touched: [everyTag] })
  epochs.advance({ epoch: 3, touched: ['b'] })
  expect([['a'], ['b'], ['c'], []].map((tags) => epochs.last(tags))).toEqual([2, 3, 2, 2])
})

test('of tags beyond those in memory nothing newer than the oldest is forgotten', () => {
  const epochs = createEpochs()
  for (let epoch = 1; epoch <= 50_000; epoch += 1) epochs.advance({ epoch, touched: [`tag-${epoch}`] })
  expect(epochs.last(['tag-50000'])).toBe(50_000)
  expect(epochs.last(['tag-40000'])).toBe(40_000)
  expect(epochs.last(['tag-1'])).toBe(30_000)
})

const touched = (db: Database) => reading(db).selectFrom('touched_tag').selectAll().orderBy('epoch').execute()

test('a store tells what was touched since an epoch, or everything where it no longer knows', async () => {
  const { db, file } = await testStore()
  const sqlite = new Sqlite(file)
  onTestFinished(() => void sqlite.close())
  const since = createCommitQuery(sqlite)
  await db.write(({ tx }) => touch(tx, ['a', 'b']))
  await db.write(({ tx }) => touch(tx, []))
  await db.write(({ tx }) => touch(tx, ['b']))
  expect(since(0)).toEqual({ epoch: 3, touched: ['a', 'b'] })
  expect(since(1)).toEqual({ epoch: 3, touched: ['b'] })
  expect(since(3)).toEqual({ epoch: 3, touched: [] })
  await db.write(async ({ tx }) => {
    await tx.updateTable('store_state').set({ epoch: epochsKept }).execute()
    await touch(tx, ['c'])
  })
  expect(await touched(db)).toEqual([
    { epoch: 3, tag: 'b' },
    { epoch: epochsKept + 1, tag: 'c' },
  ])
  expect(since(2)).toEqual({ epoch: epochsKept + 1, touched: ['b', 'c'] })
  expect(since(1)).toEqual({ epoch: epochsKept + 1, touched: [everyTag] })
})

test('a commit tells what its writes have touched, each once', async () => {
  const { db } = await testStore()
  const told: unknown[] = []
  db.onCommit((commit) => told.push(commit))
  await Promise.all([
    db.write(({ tx }) => touch(tx, ['one', 'articles']), { document: 'one' }),
    db.write(({ tx }) => touch(tx, ['two', 'articles']), { document: 'two' }),
  ])
  await db.write(({ tx }) => touchEverything(tx))
  expect(told).toEqual([
    { epoch: 2, touched: ['articles', 'one', 'two'] },
    { epoch: 3, touched: [everyTag] },
  ])
  expect([db.epoch(['one']), db.epoch()]).toEqual([3, 3])
})
