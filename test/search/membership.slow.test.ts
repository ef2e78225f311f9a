import { expect, test } from 'vitest'
import { createRandom, type Random } from '../../seeds/synthetic/random.ts'
import { testApp } from '../helpers.ts'
import { walk } from '../walk.ts'
import { loadArchive, type PlainVersion, versionsIn } from './archive.ts'
import { finds } from './plain.ts'

const sorts = ['-publishedAt', 'publishedAt', '-updatedAt'] as const
type Sort = (typeof sorts)[number]

interface Found {
  readonly slug: string
  readonly version: number
  readonly publishedAt: string
  readonly updatedAt: string
}

const dateOf = (sort: Sort, { publishedAt, updatedAt }: Found) =>
  sort === '-updatedAt' ? updatedAt : publishedAt
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

test('a search finds what a plain search in memory finds, in every order, page by page, at any moment', async () => {
  const { http, db, clock, time } = await testApp({ sample: false })
  await loadArchive(db, 300)
  time.advance(1)
  const versions = await versionsIn(db)
  const moments = versions.map(({ updatedAt }) => updatedAt).filter((at) => at <= clock.now())
  const random = createRandom(15)
  const seen = { queries: 0, found: 0, narrowed: 0 }
  for (let round = 0; round < 300; round += 1) {
    const q = queryFrom(random, versions)
    const asOf = random.below(3) === 0 ? random.pick(moments) : undefined
    const type = random.below(4) === 0 ? random.pick(versions).type : undefined
    const sort = random.pick(sorts)
    const at = asOf ?? clock.now()
    const wanted = versions.filter(
      (one) => one.isPublicAt(at) && (!type || one.type === type) && finds(one, q),
    )
    const parameters = new URLSearchParams({
      q,
      sort,
      limit: String(random.pick([5, 20, 100])),
      total: 'true',
      ...(asOf && { asOf }),
      ...(type && { type }),
    })
    const url = `/v1/articles?${parameters}&fields=slug,version,publishedAt,updatedAt`
    const items = await walk<Found>(http, url)
    expect({ url, found: items.map(nameOf).sort() }).toEqual({ url, found: wanted.map(nameOf).sort() })
    const dates = items.map((item) => dateOf(sort, item))
    const ordered = dates.toSorted()
    expect(dates).toEqual(sort === 'publishedAt' ? ordered : ordered.reverse())
    expect((await http.get(url).expect(200)).body.page.total).toBe(wanted.length)
    seen.queries += 1
    seen.found += wanted.length > 0 ? 1 : 0
    seen.narrowed += wanted.length > 0 && wanted.length < 100 ? 1 : 0
  }
  expect(seen.found).toBeGreaterThan(seen.queries / 3)
  expect(seen.narrowed).toBeGreaterThan(seen.queries / 4)
}, 120_000)
