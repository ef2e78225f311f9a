import { expect, test, vi } from 'vitest'
import * as articles from '../../src/articles/delivery/store.ts'
import { articleKind } from '../../src/articles/kind.ts'
import { type PublishOrder, publish } from '../../src/publishing/acts/publish.ts'
import { createDocument } from '../../src/publishing/documents/documents.ts'
import { lastChangeAt } from '../../src/publishing/tape/changes.ts'
import { appendOverdue, createTapeFollower } from '../../src/publishing/tape/follow.ts'
import { testStore } from '../helpers.ts'
import { reading } from '../reading.ts'
import { article } from './content.ts'
import type { Store } from './play.ts'

const slug = 'scheduled'

/** An article published as ordered, in a store without a tape follower. */
async function scheduled(order: Omit<PublishOrder, 'documentId' | 'revision'>) {
  const store = await testStore({ startAt: '2026-04-01T00:00:00.000Z' })
  const publication = await store.db.write(async (write) => {
    const documentId = await createDocument(write, articleKind, article({ slug }))
    return publish(write, articleKind, { documentId, revision: 1, ...order })
  })
  return { ...store, publication }
}

const isPublic = async ({ db, clock }: Store) =>
  (await articles.find(reading(db), slug, clock.now())) !== undefined

const tapeOf = ({ db }: Store) =>
  reading(db).selectFrom('tape').select(['seq', 'type', 'at', 'recorded_at']).orderBy('seq').execute()

test('a version begins and ends exactly at its milliseconds, without a tape follower', async () => {
  const store = await scheduled({
    publishAt: '2026-04-01T09:00:00.000Z',
    expiresAt: '2026-04-01T10:00:00.000Z',
  })
  const seen: [string, boolean][] = []
  for (const time of ['00:00.001', '08:59:59.999', '09:00:00.000', '09:59:59.999', '10:00:00.000']) {
    store.time.set(`2026-04-01T${time.length < 12 ? `00:${time}` : time}Z`)
    seen.push([time, await isPublic(store)])
  }
  expect(seen).toEqual([
    ['00:00.001', false],
    ['08:59:59.999', false],
    ['09:00:00.000', true],
    ['09:59:59.999', true],
    ['10:00:00.000', false],
  ])
})

test('the later of publishAt and embargoedUntil counts, and a past one means now', async () => {
  const both = await scheduled({
    publishAt: '2026-04-01T09:00:00.000Z',
    embargoedUntil: '2026-04-01T09:30:00.000Z',
  })
  expect(both.publication.visible_from).toBe('2026-04-01T09:30:00.000Z')
  const past = await scheduled({
    publishAt: '2020-01-01T00:00:00.000Z',
    embargoedUntil: '2020-01-01T00:00:00.000Z',
  })
  expect(past.publication.visible_from).toBe(past.publication.recorded_at)
  expect(past.publication.published_at).toBe(past.publication.recorded_at)
})

test('catching up appends due entries once, after the fact, and none before they are due', async () => {
  const store = await scheduled({
    publishAt: '2026-04-01T09:00:00.000Z',
    expiresAt: '2026-04-01T10:00:00.000Z',
  })
  await appendOverdue(store.db, store.clock.now)
  expect(await tapeOf(store)).toEqual([])
  store.time.set('2026-04-01T09:00:00.040Z')
  await appendOverdue(store.db, store.clock.now)
  const begun = await tapeOf(store)
  expect(begun).toMatchObject([{ seq: 1, type: 'article.published', at: '2026-04-01T09:00:00.000Z' }])
  expect(begun[0]?.recorded_at).toMatch(/^2026-04-01T09:00:00\.04\dZ$/)
  await Promise.all([appendOverdue(store.db, store.clock.now), appendOverdue(store.db, store.clock.now)])
  expect(await tapeOf(store)).toEqual(begun)
  store.time.set('2026-04-02T00:00:00.000Z')
  await Promise.all([appendOverdue(store.db, store.clock.now), appendOverdue(store.db, store.clock.now)])
  expect((await tapeOf(store)).slice(1)).toMatchObject([
    { seq: 2, type: 'article.removed', at: '2026-04-01T10:00:00.000Z' },
  ])
})

test('catching up raises the epoch if it appends, because the tape is public, and writes nothing else', async () => {
  const store = await scheduled({ publishAt: '2026-04-01T09:00:00.000Z' })
  const state = () => reading(store.db).selectFrom('store_state').selectAll().executeTakeFirstOrThrow()
  const before = await state()
  await appendOverdue(store.db, store.clock.now)
  expect(await state()).toEqual(before)
  store.time.set('2026-04-01T09:00:00.000Z')
  await appendOverdue(store.db, store.clock.now)
  expect((await state()).epoch).toBeGreaterThan(before.epoch)
})

test('any number of entries that became due while the server was down is appended in order', async () => {
  const store = await testStore({ startAt: '2026-04-01T00:00:00.000Z' })
  await store.db.write(async (write) => {
    for (let number = 0; number < 1_050; number += 1) {
      const documentId = await createDocument(write, articleKind, article({ slug: `story-${number}` }))
      const publishAt = `2026-04-01T09:00:00.${String((number * 7) % 1_000).padStart(3, '0')}Z`
      await publish(write, articleKind, { documentId, revision: 1, publishAt })
    }
  })
  store.time.set('2026-04-02T00:00:00.000Z')
  await appendOverdue(store.db, store.clock.now)
  const rows = await reading(store.db).selectFrom('tape').selectAll().orderBy('seq').execute()
  expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 1_050 }, (_, index) => index + 1))
  const order = rows.map(({ at, publication_id }) => `${at} ${publication_id}`)
  expect(order).toEqual(order.toSorted())
})

test('the last change of visibility is known before it is on the tape', async () => {
  const store = await scheduled({
    publishAt: '2026-04-01T09:00:00.000Z',
    expiresAt: '2026-04-01T10:00:00.000Z',
  })
  const changeAt = (at: string) => lastChangeAt(reading(store.db), 'articles', at)
  expect(await changeAt('2026-04-01T08:59:59.999Z')).toBe('0001-01-01T00:00:00.000Z')
  expect(await changeAt('2026-04-01T09:00:00.000Z')).toBe('2026-04-01T09:00:00.000Z')
  store.time.set('2026-04-01T09:30:00.000Z')
  await appendOverdue(store.db, store.clock.now)
  expect(await changeAt('2026-04-01T09:59:59.999Z')).toBe('2026-04-01T09:00:00.000Z')
  expect(await changeAt('2026-04-01T12:00:00.000Z')).toBe('2026-04-01T10:00:00.000Z')
})

test('the follower appends due entries by itself, and none once stopped', async () => {
  const store = await scheduled({
    publishAt: '2026-04-01T09:00:00.000Z',
    expiresAt: '2026-04-01T10:00:00.000Z',
  })
  const faults: unknown[] = []
  const log = { error: (fields: object) => void faults.push(fields) }
  const follower = createTapeFollower({ ...store, log })
  await follower.start()
  store.time.set('2026-04-01T09:00:00.000Z')
  await vi.waitFor(async () => expect(await tapeOf(store)).toHaveLength(1), { interval: 5 })
  await follower.stop()
  store.time.set('2026-04-01T10:00:00.000Z')
  expect(await tapeOf(store)).toHaveLength(1)
  expect(faults).toEqual([])
})

test('the follower knows when the next entry is due', async () => {
  const publishAt = '2026-04-01T09:00:00.000Z'
  const store = await scheduled({ publishAt })
  expect(await appendOverdue(store.db, store.clock.now)).toBe(publishAt)
  store.time.set(publishAt)
  expect(await appendOverdue(store.db, store.clock.now)).toBeNull()
  expect(await tapeOf(store)).toHaveLength(1)
})

test('an error does not stop the follower', async () => {
  const store = await scheduled({ publishAt: '2026-04-01T09:00:00.000Z' })
  const faults: unknown[] = []
  let asked = 0
  const failingOnce = () => {
    asked += 1
    if (asked === 2) throw new Error('broken')
    return store.clock.now()
  }
  const log = { error: (fields: object) => void faults.push(fields) }
  const follower = createTapeFollower({ db: store.db, clock: { ...store.clock, now: failingOnce }, log })
  await follower.start()
  store.time.set('2026-04-01T09:00:00.000Z')
  await vi.waitFor(async () => expect(await tapeOf(store)).toHaveLength(1), { interval: 5 })
  await follower.stop()
  expect(faults).toHaveLength(1)
})
