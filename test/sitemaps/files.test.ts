import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { createPacer } from '../../src/kernel/pacer.ts'
import { createSitemapFiles } from '../../src/sitemaps/files.ts'
import { beginOf, endOf, rowsOf, sliceOf } from '../../src/sitemaps/store.ts'
import { addMilliseconds } from '../../src/values/time.ts'
import { testStore } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { reading } from '../reading.ts'

const published = (slug: string, day: string) => anArticle({ slug, publishedAt: `2026-03-${day}T00:00:00Z` })

test('a slice ends after so many versions, whether they are public, ended or blocked', async () => {
  const { db, clock } = await testStore()
  const desk = newsroom(db)
  const id = await desk.publish(articleKind, published('changing', '01'))
  for (let version = 2; version <= 4; version += 1)
    await desk.update(articleKind, id, published('changing', '01'))
  await desk.publish(articleKind, { ...published('blocked', '02'), blockedIn: ['DE'] })
  await desk.publish(articleKind, published('later', '03'))
  const asked = { at: clock.now(), without: ['blocked:DE'], end: endOf('2026-03'), examined: 3 }
  const sliceBehind = async (place: ReturnType<typeof beginOf>) => {
    const [slice] = await sliceOf(reading(db), { ...asked, ...place })
    const rows = await rowsOf(reading(db), { ...asked, ...place })
    return { ...slice, slugs: rows.map(({ slug }) => slug) }
  }
  const { last, ...first } = await sliceBehind(beginOf('2026-03'))
  expect(first).toEqual({ listed: 0, examined: 3, slugs: [] })
  const [day = '', document = '', begin = ''] = last?.split(' ') ?? []
  expect(await sliceBehind({ published: day, id: document, begin })).toMatchObject({
    ...{ listed: 2, examined: 3, slugs: ['changing', 'later'] },
  })
})

test('who asks at once shares one count, and a count that began before a clear is not kept', async () => {
  const { db, clock } = await testStore()
  await newsroom(db).publish(articleKind, published('one', '01'))
  const files = createSitemapFiles({ defaultJurisdiction: null }, createPacer())
  const since = clock.now()
  await db.snapshot(async (queries, epoch) => {
    const view = { db: queries, epoch }
    const before = files.at(view, since)
    expect(await files.at(view, since)).toBe(await before)
    const later = addMilliseconds(since, 1)
    const stale = files.at(view, later)
    files.clear(epoch + 1)
    const fresh = files.at({ ...view, epoch: epoch + 1 }, later)
    expect(await fresh).not.toBe(await stale)
    expect(await files.at({ ...view, epoch: epoch + 1 }, later)).toBe(await fresh)
    expect((await fresh).get('2026-03')).toHaveLength(1)
  })
})
