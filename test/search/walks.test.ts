import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../seeds/synthetic/random.ts'
import { articleKind } from '../../src/articles/kind.ts'
import { placeOf } from '../../src/articles/listing/find-page.ts'
import {
  findMatches,
  matchingIds,
  type SearchLimits,
} from '../../src/articles/listing/search/find-matches.ts'
import { findRelevant } from '../../src/articles/listing/search/find-relevant.ts'
import { queryOf } from '../../src/articles/listing/search/plan.ts'
import type { KeysetPosition, Selection, Sort } from '../../src/articles/listing/selection.ts'
import { parseQuery } from '../../src/search/query.ts'
import { testStore } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { reading } from '../reading.ts'

const words = ['tin', 'ore', 'zinc', 'lead', 'gold']
/** More articles than a millisecond has rows for: the last of them have rows of the next day. */
const crowded = '2026-03-17T23:59:59.999Z'

interface Story {
  readonly slug: string
  readonly headline: string
  readonly at: string
}

function storiesOf(random: Random): Story[] {
  return Array.from({ length: 110 }, (_, index) => {
    const own = words.filter(() => random.between(1, 10) <= 6)
    const day = new Date(Date.UTC(2019, 0, 1) + random.between(0, 2_600) * 86_400_000).toISOString()
    return {
      slug: `s${index}`,
      headline: own.length > 0 ? own.join(' ') : 'none',
      at: index % 3 === 0 ? crowded : day,
    }
  })
}

async function storeOf(stories: readonly Story[], isPendingBetween: boolean) {
  const { db, clock, time } = await testStore()
  const desk = newsroom(db)
  const put = ({ slug, headline, at }: Story, times = {}) =>
    desk.publish(articleKind, anArticle({ slug, headline, publishedAt: at }), times)
  for (const story of stories) {
    time.advance(500)
    if (isPendingBetween && story.slug.endsWith('3'))
      await put(
        { ...story, slug: `h${story.slug}`, headline: words.join(' ') },
        { publishAt: '2027-01-01T00:00:00.000Z' },
      )
    time.advance(500)
    await put(story)
  }
  return { db: reading(db), at: clock.now() }
}

type World = Awaited<ReturnType<typeof storeOf>>

interface Asked {
  readonly q: string
  readonly sort: Sort
  readonly limits: Partial<SearchLimits>
  readonly limit: number
}

const selectionOf = ({ at }: World, q: string, sort: Sort = '-publishedAt'): Selection => ({
  ...{ at, sort, groups: [['*']], excluded: [], published: {}, updated: {} },
  search: parseQuery(q),
})

/** Follows a list to its end. The ids of publications are drawn, so that stories are named by their update. */
async function walk(world: World, { q, sort, limits, limit }: Asked) {
  const found: string[] = []
  const places: string[] = []
  for (let after: KeysetPosition | null = null; ; ) {
    const selection = selectionOf(world, q, sort)
    const { rows, stoppedAt }: Awaited<ReturnType<typeof findMatches>> = await findMatches(
      world.db,
      selection,
      after,
      limit,
      limits,
    )
    found.push(...rows.map(({ updated_at }) => updated_at))
    const last = rows.at(-1)
    after = rows.length === limit && last ? placeOf(sort, last) : stoppedAt
    if (!after) return { found, places }
    places.push(after.value)
    expect(places.length).toBeLessThan(400)
  }
}

/** What has all of the words that are asked for, and none of those that are not. */
function plainly(stories: readonly Story[], q: string): number {
  const parts = q.split(' ')
  return stories.filter(({ headline }) =>
    parts.every((part) =>
      part.startsWith('-')
        ? !headline.split(' ').includes(part.slice(1))
        : headline.split(' ').includes(part),
    ),
  ).length
}

const queryFrom = (random: Random): string =>
  Array.from({ length: random.between(1, 4) }, (_, at) =>
    at > 0 && random.between(1, 4) === 1 ? `-${random.pick(words)}` : random.pick(words),
  ).join(' ')

test('every walk meets each match once, whatever its bounds, and nothing pending moves its places', async () => {
  const random = createRandom(11)
  const stories = storiesOf(random)
  const worlds = [await storeOf(stories, false), await storeOf(stories, true)] as const
  for (let round = 0; round < 60; round += 1) {
    const asked: Asked = {
      q: queryFrom(random),
      sort: random.pick(['publishedAt', '-publishedAt', '-updatedAt']),
      limits: {
        occurrences: random.between(1, 40),
        sorted: random.between(1, 20),
        ...(round % 3 === 0 && { examined: random.between(1, 20) }),
      },
      limit: random.between(1, 7),
    }
    const [plain, beside] = [await walk(worlds[0], asked), await walk(worlds[1], asked)]
    expect({ asked, ...beside }).toEqual({ asked, ...plain })
    expect({ asked, count: plain.found.length }).toEqual({ asked, count: plainly(stories, asked.q) })
    expect(new Set(plain.found).size).toBe(plain.found.length)
  }
})

test('totals are exact up to their bound, and beyond it lower bounds that nothing pending changes', async () => {
  const random = createRandom(12)
  const stories = storiesOf(random)
  const worlds = [await storeOf(stories, false), await storeOf(stories, true)] as const
  for (let round = 0; round < 60; round += 1) {
    const [q, examined] = [queryFrom(random), random.between(1, 120)]
    const count = async (world: World) => {
      const { ids, isCapped } = await matchingIds(world.db, selectionOf(world, q), examined)
      return { q, examined, counted: ids.length, isCapped }
    }
    const counted = await count(worlds[0])
    expect(await count(worlds[1])).toEqual(counted)
    const truth = plainly(stories, q)
    if (counted.isCapped) expect(counted.counted).toBeLessThanOrEqual(truth)
    else expect(counted).toMatchObject({ counted: truth })
    if (examined >= stories.length) expect(counted.isCapped).toBe(false)
  }
})

test('of one word, relevance ranks the same matches whatever is excluded beside it', async () => {
  const stories = storiesOf(createRandom(13)).map((story) => ({ ...story, headline: 'tin' }))
  const world = await storeOf(stories, false)
  const ranked = async (q: string) => {
    const selection = { ...selectionOf(world, q), isByRelevance: true }
    const query = queryOf(selection) ?? parseQuery('')
    return (await findRelevant(world.db, selection, query, null, 200, { occurrences: 5 })).rows.length
  }
  expect(await ranked('tin')).toBe(110)
  expect(await ranked('tin -gold')).toBe(110)
})

test('a word that is repeated in a phrase takes nothing from the beginning at its end', async () => {
  const story = { slug: 's1', headline: 'Bye bye lovers', at: crowded }
  const world = await storeOf([story, { ...story, slug: 's2', headline: 'Other' }], false)
  for (const q of ['bye-bye-lover*', '"bye bye" lover*', 'bye-bye*'])
    for (const sort of ['publishedAt', '-updatedAt'] as const)
      expect({ q, ...(await walk(world, { q, sort, limits: {}, limit: 5 })) }).toMatchObject({
        q,
        found: [expect.any(String)],
      })
})
