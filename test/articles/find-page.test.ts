import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { readCards } from '../../src/articles/listing/cards.ts'
import { countSelected, findPage } from '../../src/articles/listing/find-page.ts'
import type { Place, Selection, Sort } from '../../src/articles/listing/selection.ts'
import { stopQuery } from '../../src/articles/listing/selection-queries.ts'
import { literal } from '../../src/db/compiled.ts'
import { publish } from '../../src/publishing/acts/publish.ts'
import { everything } from '../../src/publishing/derived/terms.ts'
import { createDocument } from '../../src/publishing/documents/documents.ts'
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
    const ids = rows.map(({ id }) => id)
    const cards = await readCards(db, ids, selection.at)
    slugs.push(...ids.map((id) => JSON.parse(String(cards.get(id)?.content)).slug))
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

test('what is to come is not among what was examined: no stop and no total tells of it', async () => {
  const world = await shelf()
  const outcomes = async () => {
    const found = []
    for (const groups of [[['entity:acme', 'entity:bolt']], [['type:opinion'], [everything]], [[everything]]])
      for (const sort of ['-publishedAt', 'publishedAt', '-updatedAt'] as const)
        for (const examined of [1, 3, 6, 9, 29, 30, 31]) {
          const opinions = { ...world.selection(groups, sort), excluded: ['type:news'] }
          found.push(await findPage(world.db.read, opinions, null, 5, { examined }))
          found.push(await countSelected(world.db.read, opinions, examined))
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

test('where a search stops is looked for up to the end of its page, in rising order as in falling', async () => {
  const { db, clock } = await testStore()
  const terms = ['type:a', 'type:b', 'type:c', 'type:d']
  const values = sql.join(terms.map((term) => sql`(${term})`))
  await db.write(({ tx }) =>
    sql`
      with recursive n(i) as (select 0 union all select i + 1 from n where i < 4999), t(term) as (values ${values})
      insert into publication_term (term, published_at, updated_at, publication_id)
      select term, at, at, term || i from t, (
        select i, strftime('%Y-%m-%dT%H:%M:%fZ', 1700000000 + i, 'unixepoch') as at from n)`.execute(tx),
  )
  const at = clock.now()
  const instantOf = (index: number) => new Date((1_700_000_000 + index) * 1_000).toISOString()
  const asked = { at, driving: terms, others: [], excluded: [], published: {}, updated: {}, share: 5_000 }
  const searches = {
    publishedAt: { begin: { value: '', id: '' }, end: { value: instantOf(4), id: 'type:a4' } },
    '-publishedAt': { begin: { value: at, id: '~' }, end: { value: instantOf(4_995), id: 'type:a4995' } },
  } as const
  const fastest = async (sort: keyof typeof searches) => {
    let least = Number.POSITIVE_INFINITY
    for (let round = 0; round < 20; round += 1) {
      const startedAt = performance.now()
      const found = await stopQuery(db.read, {
        ...asked,
        ...searches[sort],
        sort: literal(sort),
        limit: 21,
      })
      expect(found).toEqual([])
      least = Math.min(least, performance.now() - startedAt)
    }
    return least
  }
  const [rising, falling] = [await fastest('publishedAt'), await fastest('-publishedAt')]
  expect(rising).toBeLessThan(10 * falling)
})
