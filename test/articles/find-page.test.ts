import { expect, test } from 'vitest'
import { countSelected, findPage } from '../../src/articles/find-page.ts'
import { articleKind } from '../../src/articles/kind.ts'
import type { Place, Selection, Sort } from '../../src/articles/selection.ts'
import { createDocument } from '../../src/publishing/documents.ts'
import { publish } from '../../src/publishing/publish.ts'
import { everything } from '../../src/publishing/terms.ts'
import { testStore } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { putLibrary } from './library.ts'

const about = (...keys: string[]) => keys.map((key) => ({ key, rel: 'about' as const }))
const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T00:00:00.000Z`

/** Thirty articles, one a day: the newest twenty are Acme's news, but for one opinion; the others opinions on Bolt and Acme. */
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

/** Follows the places where the search stopped, and where its pages ended. */
async function walkAll(
  { db }: Awaited<ReturnType<typeof shelf>>,
  selection: Selection,
  limit: number,
  examined: number,
) {
  const slugs: string[] = []
  let requests = 0
  for (let after: Place | null = null; ; requests += 1) {
    const { rows, stoppedAt }: Awaited<ReturnType<typeof findPage>> = await findPage(
      db.read,
      selection,
      after,
      limit,
      { examined },
    )
    slugs.push(...rows.map(({ name }) => name))
    const last = rows.at(-1)
    const end = rows.length >= limit && last ? { value: last.published_at, id: last.id } : null
    after = stoppedAt ?? end
    if (!after) return { slugs, requests: requests + 1 }
  }
}

const opinions = ['a25', ...Array.from({ length: 10 }, (_, index) => `a${10 - index}`)]

test('a search that stops for having looked at enough says where, and what follows from there is whole', async () => {
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

test('a walk that stops early hides nothing behind what another walk has found already', async () => {
  const world = await shelf()
  // Acme's walk stops in its news, where Bolt's has found enough for a page.
  const selection = world.selection([['entity:acme', 'entity:bolt']])
  const opinion: Selection = { ...selection, excluded: ['type:news'] }
  const { rows, stoppedAt } = await findPage(world.db.read, opinion, null, 3, { examined: 8 })
  expect(rows).toEqual([])
  expect(stoppedAt?.value).toBe(day(27))
  expect((await walkAll(world, opinion, 3, 8)).slugs).toEqual(opinions)
})

test('a total is exact up to what may be examined, and says when it is not', async () => {
  const { db, selection } = await shelf()
  const total = (groups: string[][], examined: number) => countSelected(db.read, selection(groups), examined)
  expect(await total([[everything]], 30)).toEqual({ count: 30, isCapped: false })
  expect(await total([[everything]], 29)).toEqual({ count: 29, isCapped: true })
  // Each of the two ranges is short enough, and so is their sum without what is in both.
  expect(await total([[everything, 'entity:acme']], 30)).toEqual({ count: 30, isCapped: false })
  // The shorter range is the one that is walked.
  expect(await total([['entity:acme'], ['type:opinion']], 11)).toEqual({ count: 4, isCapped: false })
  // Too long to be walked to the end.
  expect(await total([['entity:acme'], ['type:opinion']], 5)).toMatchObject({ isCapped: true })
  expect(await total([['entity:nobody']], 1)).toEqual({ count: 0, isCapped: false })
})
