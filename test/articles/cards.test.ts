import { expect, test, vi } from 'vitest'
import { createCards } from '../../src/articles/listing/cards.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { touchEverything } from '../../src/publishing/touch.ts'
import { testApp, testStore } from '../helpers.ts'
import { reading } from '../reading.ts'

const list = '/v1/articles?limit=1'

test('renditions rebuilt by another process are listed once its write is noticed, with a new entity tag', async () => {
  const { http, db, open, time } = await testApp({ environment: { CACHE_BYTES: '0' } })
  const before = await http.get(list).expect(200)
  expect((await http.get(list)).headers.etag).toBe(before.headers.etag)
  const epoch = db.epoch()
  const other = await open(createClock(time.read))
  await other.write(async ({ tx }) => {
    for (const { publication_id, content } of await tx.selectFrom('rendition').selectAll().execute()) {
      const anew = Buffer.from(content.toString().replace('"headline":"', '"headline":"Anew: '))
      await tx
        .updateTable('rendition')
        .set({ content: anew })
        .where('publication_id', '=', publication_id)
        .execute()
    }
    await touchEverything(tx)
  })
  await other.close()
  await vi.waitFor(() => expect(db.epoch()).toBeGreaterThan(epoch), { timeout: 5_000 })
  const after = await http.get(list).expect(200)
  expect(after.body.data[0].headline).toBe(`Anew: ${before.body.data[0].headline}`)
  expect(after.headers.etag).not.toBe(before.headers.etag)
})

test('a retracted article disappears from the list at once', async () => {
  const { http, db } = await testApp({ environment: { CACHE_BYTES: '0' } })
  const { body } = await http.get(list).expect(200)
  await db.write(({ tx, at }) =>
    tx
      .updateTable('publication')
      .set({ retracted_at: at })
      .where('document_id', '=', body.data[0].id)
      .execute(),
  )
  expect((await http.get(list).expect(200)).body.data).toEqual([])
})

test('rows read by a view older than a write by another process are not cached', async () => {
  const { db, clock } = await testStore({ sample: true })
  const ids = (
    await reading(db).selectFrom('publication').select('id').where('kind', '=', 'article').execute()
  ).map(({ id }) => id)
  const cards = createCards()
  const contentAt = async (epoch: number) => {
    const found = await cards.read({ db: reading(db), epoch }, ids, clock.now())
    return ids.map((id) => found.get(id)?.content.toString())
  }
  cards.clear(7)
  const before = await contentAt(6)
  await db.write(({ tx }) =>
    tx
      .updateTable('rendition')
      .set({ content: Buffer.from('{}') })
      .execute(),
  )
  expect(before).not.toEqual(['{}'])
  expect(await contentAt(7)).toEqual(['{}'])
  await db.write(({ tx }) =>
    tx
      .updateTable('rendition')
      .set({ content: Buffer.from('[]') })
      .execute(),
  )
  expect(await contentAt(7)).toEqual(['{}'])
})
