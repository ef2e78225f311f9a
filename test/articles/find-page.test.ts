import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { createCards } from '../../src/articles/listing/cards.ts'
import { findPage, findSelected } from '../../src/articles/listing/find-page.ts'
import type { KeysetPosition, Selection, Sort } from '../../src/articles/listing/selection.ts'
import { stopQuery } from '../../src/articles/listing/selection-queries.ts'
import { literal } from '../../src/db/compiled.ts'
import { publish } from '../../src/publishing/acts/publish.ts'
import { everything } from '../../src/publishing/derived/terms.ts'
import { createDocument } from '../../src/publishing/documents/documents.ts'
import { explaining } from '../explaining.ts'
import { testStore } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { reading } from '../reading.ts'
import { putLibrary } from './library.ts'

const about = (...keys: string[]) => keys.map((key) => ({ key, rel: 'about' as const }))
const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T00:00:00.000Z`

/** Thirty articles, one a day: the newest twenty are news about Acme, except one opinion; the rest opinions on Bolt and Acme. */
async function shelf() {
  const { db, clock } = await testStore()
  await putLibrary(db)
  await db.write(async (write) => {
    for (let number = 1; number <= 30; number += 1) {
      const fields =
        number > 10 && number !== 25
          ? { entities: about('acme') }
          : { type: 'opinion' as const, entities: about(number > 3 && number !== 25 ? 'bolt' : 'acme') }
      const content = anArticle({ slug: `a${number}`, publishedAt: day(number), ...fields })
      const documentId = await createDocument(write, articleKind, content)
      await publish(write, articleKind, { documentId, revision: 1 })
    }
  })
  const selection = (groups: string[][], sort: Sort = '-publishedAt'): Selection => ({
    at: clock.now(),
    sort,
    groups,
    excluded: [],
    published: {},
    updated: {},
  })
  return { db, selection }
}

/** Follows the positions at which the search stopped or a page ended. */
async function walkAll(
  { db }: Awaited<ReturnType<typeof shelf>>,
  selection: Selection,
  limit: number,
  examined: number,
) {
  const slugs: string[] = []
  let requests = 0
  for (let after: KeysetPosition | null = null; ; requests += 1) {
    expect(requests).toBeLessThan(1_000)
    const { rows, stoppedAt }: Awaited<ReturnType<typeof findPage>> = await findPage(
      reading(db),
      selection,
      after,
      limit,
      { examined },
    )
    const ids = rows.map(({ id }) => id)
    const cards = await createCards().read({ db: reading(db), epoch: db.epoch() }, ids, selection.at)
    slugs.push(...ids.map((id) => JSON.parse(String(cards.get(id)?.content)).slug))
    const last = rows.at(-1)
    const end = rows.length >= limit && last ? { value: last.published_at, id: last.id } : null
    after = stoppedAt ?? end
    if (!after) return { slugs, requests: requests + 1 }
  }
}

const opinions = ['a25', ...Array.from({ length: 10 }, (_, index) => `a${10 - index}`)]

test('a search that reaches its limit returns its position, and continuing from there misses nothing', async () => {
  const world = await shelf()
  const both = world.selection([
    ['entity:acme', 'entity:bolt'],
    ['type:opinion', 'type:analysis', 'type:live'],
  ])
  const one = world.selection([['type:opinion'], [everything]])
  for (const limit of [1, 2, 7, 50]) {
    for (const examined of [1, 2, 3, 4, 6, 9, 60, 20_000]) {
      expect({ limit, examined, ...(await walkAll(world, both, limit, examined)) }).toMatchObject({
        slugs: opinions,
      })
      expect((await walkAll(world, one, limit, examined)).slugs).toEqual(opinions)
    }
  }
  expect((await walkAll(world, both, 7, 20_000)).requests).toBe(2)
  expect((await walkAll(world, both, 7, 6)).requests).toBeGreaterThan(4)
})

test('a scan that stops early hides no rows that sort before those of another scan', async () => {
  const world = await shelf()
  // Acme's scan stops within its news; by then Bolt's has found enough for a page.
  const selection = world.selection([['entity:acme', 'entity:bolt']])
  const opinion: Selection = { ...selection, excluded: ['type:news'] }
  const { rows, stoppedAt } = await findPage(reading(world.db), opinion, null, 3, { examined: 8 })
  expect(rows).toEqual([])
  expect(stoppedAt?.value).toBe(day(27))
  expect((await walkAll(world, opinion, 3, 8)).slugs).toEqual(opinions)
})

test('a total is exact up to the examination limit, and marked as capped beyond it', async () => {
  const { db, selection } = await shelf()
  const total = async (groups: string[][], examined: number) => {
    const { ids, isCapped } = await findSelected(reading(db), selection(groups), examined)
    return { count: new Set(ids).size, isCapped }
  }
  expect(await total([[everything]], 30)).toEqual({ count: 30, isCapped: false })
  expect(await total([[everything]], 29)).toEqual({ count: 29, isCapped: true })
  // Each of the two ranges is short enough, and so is their union.
  expect(await total([[everything, 'entity:acme']], 30)).toEqual({ count: 30, isCapped: false })
  // The shorter range is the one that is scanned.
  expect(await total([['entity:acme'], ['type:opinion']], 11)).toEqual({ count: 4, isCapped: false })
  // Too long to be scanned to the end.
  expect(await total([['entity:acme'], ['type:opinion']], 5)).toMatchObject({ isCapped: true })
  expect(await total([['entity:nobody']], 1)).toEqual({ count: 0, isCapped: false })
})

test('pending publications do not count as examined: no position and no total reveals them', async () => {
  const world = await shelf()
  const outcomes = async () => {
    const found = []
    for (const groups of [[['entity:acme', 'entity:bolt']], [['type:opinion'], [everything]], [[everything]]])
      for (const sort of ['-publishedAt', 'publishedAt', '-updatedAt'] as const)
        for (const examined of [1, 3, 6, 9, 29, 30, 31]) {
          const opinions = { ...world.selection(groups, sort), excluded: ['type:news'] }
          found.push(await findPage(reading(world.db), opinions, null, 5, { examined }))
          found.push(await findSelected(reading(world.db), opinions, examined))
        }
    return found
  }
  const before = await outcomes()
  expect(before.filter((one) => 'stoppedAt' in one && one.stoppedAt).length).toBeGreaterThan(20)
  await world.db.write(async (write) => {
    for (let number = 1; number <= 30; number += 1) {
      const fields = { publishedAt: day(number), entities: about('acme', 'bolt'), type: 'opinion' as const }
      const content = anArticle({ slug: `later-${number}`, ...fields })
      const documentId = await createDocument(write, articleKind, content)
      const publishAt = '2026-06-01T00:00:00.000Z'
      await publish(write, articleKind, { documentId, revision: 1, publishAt })
    }
  })
  expect(await outcomes()).toEqual(before)
})

test.each([
  ['publishedAt', 'published_at', 1, 2],
  ['-publishedAt', 'published_at', 2, 1],
  ['-updatedAt', 'updated_at', 2, 1],
] as const)(
  'where a search by %s stops is looked for up to the end of its page',
  async (sort, column, first, last) => {
    const { file } = await testStore()
    const driving = ['type:a', 'type:b', 'type:c', 'type:d']
    const [begin, end] = [
      { value: day(first), id: 'a' },
      { value: day(last), id: 'a' },
    ]
    const page = { at: day(20), driving, others: [], excluded: [], begin, end, share: 5_000, limit: 21 }
    for (const window of [{}, { from: day(1), to: day(10) }]) {
      const plan = await stopQuery(explaining(file), {
        ...page,
        sort: literal(sort),
        published: window,
        updated: window,
      })
      const walks = plan.flatMap((step) => ('detail' in step ? [String(step.detail)] : []))
      // Both ends of the scan are index positions; another bound would name one column only.
      const range = `(term=? AND (${column},publication_id)>(?,?) AND (${column},publication_id)<(?,?))`
      const searches = walks.filter((detail) => detail.startsWith('SEARCH publication_term'))
      expect(searches.map((detail) => detail.slice(detail.indexOf('(')))).toEqual(driving.map(() => range))
    }
  },
)
