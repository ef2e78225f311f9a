import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { clear } from '../../src/archive/exchange/import-store.ts'
import { articleKind } from '../../src/articles/kind.ts'
import { unownedDocuments } from '../../src/search/index.ts'
import { testStore } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { reading } from '../reading.ts'

const rowsIn = async ({ db }: Awaited<ReturnType<typeof testStore>>) =>
  (await sql<{ row: number }>`select rowid as row from search_index`.execute(reading(db))).rows.length

test('a publication that is cancelled leaves the search index', async () => {
  const store = await testStore()
  const desk = newsroom(store.db)
  const id = await desk.publish(articleKind, anArticle())
  await desk.update(articleKind, id, anArticle(), { publishAt: '2026-06-01T00:00:00.000Z' })
  expect(await rowsIn(store)).toBe(2)
  // Cancels what is pending.
  await desk.hold(id)
  expect([await rowsIn(store), await unownedDocuments(reading(store.db))]).toEqual([1, []])
})

test('an exact import begins with an empty search index', async () => {
  const store = await testStore({ sample: true })
  expect(await rowsIn(store)).toBeGreaterThan(0)
  await store.db.write(({ tx }) => clear(tx))
  expect(await rowsIn(store)).toBe(0)
})
