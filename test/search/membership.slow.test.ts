import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../seeds/synthetic/random.ts'
import { type FacetName, facetNames } from '../../src/articles/listing/facets.ts'
import { testApp } from '../helpers.ts'
import { walk } from '../walk.ts'
import { loadArchive, type PlainVersion, versionsIn } from './archive.ts'
import { finds, rankOf } from './plain.ts'

const sorts = ['-publishedAt', 'publishedAt', '-updatedAt', 'relevance'] as const
type Sort = (typeof sorts)[number]

interface Found {
  readonly slug: string
  readonly version: number
  readonly publishedAt: string
  readonly updatedAt: string
}

/** What a list is ordered by: of a list by relevance, the rank and then the date. */
function orderOf(sort: Sort, { publishedAt, updatedAt }: Found, rank: number): string {
  if (sort === '-updatedAt') return updatedAt
  return sort === 'relevance' ? `${9 - rank} ${publishedAt}` : publishedAt
}

/** The values of a facet among some versions, and how many of them have each: a locale is found by a broader one. */
function countsOf(facet: FacetName, versions: readonly PlainVersion[]): Record<string, number> {
  const values = new Set(versions.flatMap((one) => one.values[facet]))
  const isIn = (value: string) => (own: string) =>
    own === value || (facet === 'locale' && own.startsWith(`${value}-`))
  return Object.fromEntries(
    [...values].map((value) => [value, versions.filter((one) => one.values[facet].some(isIn(value))).length]),
  )
}

const nameOf = ({ slug, version }: Found) => `${slug} ${version}`

/** What is asked of an archive, made of words that it has. */
function queryFrom(random: Random, versions: readonly PlainVersion[]): string {
  const words = () => {
    const text = random.pick(random.pick(versions).texts).map(({ text }) => text)
    return text.length > 0 ? text : ['reuters']
  }
  const word = () => random.pick(words())
  const part = () => {
    const one = word()
    const begin = random.below(one.length)
    return one.slice(begin, begin + 1 + random.below(4))
  }
  const phrase = () => {
    const text = words()
    const begin = random.below(text.length)
    return `"${text.slice(begin, begin + random.between(1, 4)).join(' ')}"`
  }
  const makers = [
    word,
    word,
    part,
    phrase,
    () => `${word().slice(0, random.between(1, 5))}*`,
    () => word().toUpperCase(),
    () => `${word()}s`,
    () => `-${word()}`,
    () => `-${phrase()}`,
    () =>
      random.pick([
        'U.S.',
        '$30',
        '4.5%',
        'S&P',
        '"',
        '()',
        '-',
        '*',
        'AND',
        'NEAR(a b)',
        'body:the',
        '^the',
        'ü*',
        '株',
        '%',
      ]),
  ]
  return Array.from({ length: random.between(1, 3) }, () => random.pick(makers)()).join(' ')
}

function questionFrom(random: Random, versions: readonly PlainVersion[], moments: readonly string[]) {
  const [type] = random.below(4) === 0 ? random.pick(versions).values.type : []
  return {
    q: queryFrom(random, versions),
    sort: random.pick(sorts),
    asOf: random.below(3) === 0 ? random.pick(moments) : undefined,
    type,
  }
}

/** The twenty most frequent values, equally frequent ones by value. */
function expectFacet(facet: { value: string; count: number }[], counts: Record<string, number>) {
  const wanted = Object.entries(counts).map(([value, count]) => ({ value, count }))
  const found = facet.map(({ value, count }) => ({ value, count }))
  const sorted = wanted.sort((one, other) => other.count - one.count || (one.value < other.value ? -1 : 1))
  expect(found).toEqual(sorted.slice(0, 20))
}

test('a search finds what a plain search in memory finds, in every order, page by page, with its facets, at any moment', async () => {
  const { http, db, clock, time } = await testApp({ sample: false })
  await loadArchive(db, 300)
  time.advance(1)
  const versions = await versionsIn(db)
  const moments = versions.map(({ updatedAt }) => updatedAt).filter((at) => at <= clock.now())
  const random = createRandom(15)
  const seen = { queries: 0, found: 0, narrowed: 0 }
  for (let round = 0; round < 300; round += 1) {
    const { q, sort, asOf, type } = questionFrom(random, versions, moments)
    const at = asOf ?? clock.now()
    const wanted = versions.filter(
      (one) => one.isPublicAt(at) && (!type || one.values.type.includes(type)) && finds(one, q),
    )
    const parameters = new URLSearchParams({
      q,
      sort,
      limit: String(random.pick([5, 20, 100])),
      total: 'true',
      facets: facetNames.join(','),
      ...(asOf && { asOf }),
      ...(type && { type }),
    })
    const url = `/v1/articles?${parameters}&fields=slug,version,publishedAt,updatedAt`
    const items = await walk<Found>(http, url)
    expect({ url, found: items.map(nameOf).sort() }).toEqual({ url, found: wanted.map(nameOf).sort() })
    const ranks = new Map(wanted.map((one) => [nameOf(one), rankOf(one, q)]))
    const order = items.map((item) => orderOf(sort, item, ranks.get(nameOf(item)) ?? 0))
    const ordered = order.toSorted()
    expect({ url, order }).toEqual({ url, order: sort === 'publishedAt' ? ordered : ordered.reverse() })
    const { page, facets } = (await http.get(url).expect(200)).body
    expect(page.total).toBe(wanted.length)
    for (const facet of facetNames) expectFacet(facets[facet], countsOf(facet, wanted))
    seen.queries += 1
    seen.found += wanted.length > 0 ? 1 : 0
    seen.narrowed += wanted.length > 0 && wanted.length < 100 ? 1 : 0
  }
  expect(seen.found).toBeGreaterThan(seen.queries / 3)
  expect(seen.narrowed).toBeGreaterThan(seen.queries / 4)
}, 120_000)
