import { Readable } from 'node:stream'
import { expect, onTestFinished, test, vi } from 'vitest'
import { importArticles, type LineOutcome } from '../../src/archive/exchange/import.ts'
import { withInput } from '../../src/archive/exchange/input.ts'
import type { Database } from '../../src/db/database.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { commandLeadMs, createClock } from '../../src/kernel/clock.ts'
import { readConfig } from '../../src/kernel/config.ts'
import { OverdueWrite } from '../../src/kernel/errors.ts'
import { touchEverything } from '../../src/publishing/touch.ts'
import { testStore } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { reading } from '../reading.ts'

/** A store as a command opens it beside a server: what it writes is dated ahead. `tick` is called for each article. */
async function commandStore() {
  const { file, time } = await testStore({ sample: true })
  const db = await openSqlite(
    file,
    createClock(time.read, commandLeadMs, async () => time.advance(1)),
  )
  onTestFinished(() => db.close())
  return { db, time }
}

const line = (index: number) => {
  const { locale, type, headline, body } = anArticle()
  const article = { externalId: `cms-${index}`, locale, type, headline: `${headline} ${index}`, body }
  return `${JSON.stringify({ ...article, publish: true })}\n`
}

/** Imports so many lines. Returns the instants at which the articles became public, and how many share each. */
async function importLines({ db }: Awaited<ReturnType<typeof commandStore>>, count: number) {
  const outcomes: LineOutcome[] = []
  const input = Readable.from([
    Buffer.from(Array.from({ length: count }, (_, index) => line(index)).join('')),
  ])
  const onOutcomes = async (some: readonly LineOutcome[]) => void outcomes.push(...some)
  await withInput('-', input, (lines) =>
    importArticles(db, readConfig({}), lines, { strict: false, onProgress: () => {}, onOutcomes }),
  )
  expect(outcomes.map((one) => `${one.line} ${one.outcome}`)).toEqual(
    Array.from({ length: count }, (_, index) => `${index + 1} created`),
  )
  const rows = await reading(db)
    .selectFrom('publication')
    .innerJoin('document', 'document.id', 'publication.document_id')
    .select('publication.visible_from')
    .where('document.external_id', 'like', 'cms-%')
    .execute()
  return Map.groupBy(rows, (row) => row.visible_from)
}

test('an import beside a server gives up the lock each quarter of a second', async () => {
  const store = await commandStore()
  let now = performance.now()
  const passing = vi.spyOn(performance, 'now').mockImplementation(() => (now += 10))
  onTestFinished(() => void passing.mockRestore())
  const writes = await importLines(store, 100)
  expect(writes.size).toBeGreaterThan(3)
})

test('a write that is stored after its instant is undone, and an import does less at a time', async () => {
  const store = await commandStore()
  const { db, time } = store
  const slow = db.write(async ({ tx }) => {
    time.advance(commandLeadMs)
    await touchEverything(tx)
  })
  await expect(slow).rejects.toBeInstanceOf(OverdueWrite)
  expect(db.epoch()).toBe((await reading(db).selectFrom('store_state').select('epoch').execute())[0]?.epoch)
  await db.write(async () => time.advance(commandLeadMs), { isUndated: true })
  // More than ten lines take longer than a second.
  const write: Database['write'] = (work, options) =>
    db.write(async (write) => {
      const outcomes = await work(write)
      if (Array.isArray(outcomes) && outcomes.length > 10) time.advance(commandLeadMs)
      return outcomes
    }, options)
  const writes = await importLines({ ...store, db: { ...db, write } }, 40)
  expect([...writes.values()].map(({ length }) => length)).toEqual([10, 8, 6, 4, 3, 9])
})
