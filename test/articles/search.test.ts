import { describe, expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { placeOf } from '../../src/articles/listing/find-page.ts'
import {
  findMatches,
  matchingIds,
  type SearchLimits,
} from '../../src/articles/listing/search/find-matches.ts'
import { findRelevant, type RelevanceLimits } from '../../src/articles/listing/search/find-relevant.ts'
import { queryOf } from '../../src/articles/listing/search/plan.ts'
import type { KeysetPosition, Selection, Sort } from '../../src/articles/listing/selection.ts'
import { writeCursor } from '../../src/http/parameters/cursor.ts'
import { publish } from '../../src/publishing/acts/publish.ts'
import { createDocument } from '../../src/publishing/documents/documents.ts'
import { entityPut, instrumentPut, putReferences } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent } from '../../src/references/schema.ts'
import { parseQuery } from '../../src/search/query.ts'
import type { Instant } from '../../src/values/time.ts'
import { testApp, testStore } from '../helpers.ts'
import { aBlock, anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { reading } from '../reading.ts'
import { walk } from '../walk.ts'

interface Item {
  readonly slug: string
  readonly highlights: {
    field: string
    fragments: { text: string; hits: [number, number][]; html: string }[]
  }[]
}

async function searched(...articles: Parameters<typeof anArticle>[0][]) {
  const world = await testApp({ sample: false })
  const desk = newsroom(world.db)
  const ids: string[] = []
  for (const fields of articles) ids.push(await desk.publish(articleKind, anArticle(fields)))
  const search = async (q: string, more: Record<string, string> = {}): Promise<Item[]> => {
    const { body } = await world.http
      .get('/v1/articles')
      .query({ q, fields: 'slug', ...more })
      .expect(200)
    return body.data
  }
  const slugs = async (q: string, more: Record<string, string> = {}) =>
    (await search(q, more)).map(({ slug }) => slug).join(' ')
  return { ...world, desk, ids, search, slugs }
}

test('every text of an article is searched, and names, aliases and tickers of what it is about', async () => {
  const { db, desk, slugs } = await searched()
  const entity = EntityContent.parse({
    key: 'openai',
    name: 'OpenAI',
    type: 'organisation',
    aliases: ['Open Artificial'],
  })
  const instrument = InstrumentContent.parse({
    ...{ key: 'brk', name: 'Berkshire Hathaway', assetClass: 'equity' },
    listings: [{ mic: 'XNYS', ticker: 'BRK.B', primary: true, validTo: '2020-01-01' }],
  })
  await db.write((write) => putReferences(write, [entityPut(entity), instrumentPut(instrument)]))
  const all = {
    ...{
      headline: 'headlineword',
      shortHeadline: 'shortword',
      summary: 'summaryword',
      keyPoints: ['pointword'],
    },
    body: [aBlock('bodyword'), { ...aBlock('second'), _key: 'b2' }],
    authors: [{ name: 'Zoë Müller' }],
    keyFigures: [
      {
        ...{ key: 'f1', label: 'labelword', valueText: 'one', unit: '%', factType: 'reported' as const },
        ...{ quote: 'bodyword', blockKey: 'b1', sourceKey: null },
      },
    ],
    entities: [{ key: 'openai', rel: 'about' as const }],
    instruments: [{ key: 'brk' }],
  }
  await desk.publish(articleKind, anArticle({ slug: 'all', ...all }))
  for (const q of [
    'headlineword',
    'shortword',
    'summaryword',
    'pointword',
    'bodyword',
    'labelword',
    'zoe muller',
    'openai',
    '"open artificial"',
    'berkshire',
    'brk.b',
  ])
    expect([q, await slugs(q)]).toEqual([q, 'all'])
  // Texts end where they end, and identifiers are no texts.
  for (const q of ['"headlineword shortword"', '"bodyword second"', 'slug', 'xnys', 'b1', 'news'])
    expect([q, await slugs(q)]).toEqual([q, ''])
})

test('the beginning of a word is that of a written word alone', async () => {
  const { slugs } = await searched(
    { slug: 'de', locale: 'de', headline: 'Aktien steigen', body: [aBlock('Kurse steigen.')] },
    { slug: 'en', headline: 'Energy shares rise', body: [aBlock('Oil companies gain.')] },
  )
  const found = async (q: string) => [q, await slugs(q), await slugs(q, { sort: 'relevance' })]
  for (const q of ['de*', 'it*', 'ne*', 'ty*', '20*']) expect(await found(q)).toEqual([q, '', ''])
  for (const q of ['en*', 'ener*', 'comp*', 'oil comp*', 'rise -ku*', 'gain -kurs*'])
    expect(await found(q)).toEqual([q, 'en', 'en'])
  expect(await slugs('-comp* ste*')).toBe('de')
})

test('highlights give the hits of each field, in code points and as escaped HTML, whatever fields are asked for', async () => {
  const long = `${'Nothing to see here. '.repeat(40)}Then 😀 <b>rates</b> rose. ${'And so on. '.repeat(60)}Rates again.`
  const { search } = await searched({ slug: 'a', headline: 'Rate “cuts” & rates', body: [aBlock(long)] })
  const [item] = await search('rates', { fields: 'body' })
  expect(item?.highlights).toMatchObject([
    {
      field: 'headline',
      fragments: [
        {
          text: 'Rate “cuts” & rates',
          hits: [
            [0, 4],
            [14, 5],
          ],
          html: '<mark>Rate</mark> “cuts” &amp; <mark>rates</mark>',
        },
      ],
    },
    { field: 'body', fragments: [{}, { text: expect.stringMatching(/ Rates again$/) }] },
  ])
  const [first] = item?.highlights[1]?.fragments ?? []
  const [[start = 0, length = 0] = []] = first?.hits ?? []
  expect([...(first?.text ?? '')].slice(start, start + length).join('')).toBe('rates')
  expect(first?.html).toContain('😀 &lt;b&gt;<mark>rates</mark>&lt;/b&gt; rose')
  expect(first?.text.length).toBeLessThanOrEqual(240)
  expect((await search('rates'))[0]).toEqual({ slug: 'a', highlights: item?.highlights })
})

test('a past moment is searched with the words of that time, and a retracted article is not found', async () => {
  const { desk, ids, slugs, time, http } = await searched({ slug: 'a', headline: 'First wording' })
  const before = new Date(time.read()).toISOString()
  time.advance(60_000)
  await desk.update(articleKind, ids[0] ?? '', anArticle({ slug: 'a', headline: 'Second wording' }))
  expect([await slugs('first'), await slugs('second')]).toEqual(['', 'a'])
  const { body } = await http.get('/v1/articles?q=wording&total=true').expect(200)
  expect(body.page.total).toBe(1)
  expect([await slugs('first', { asOf: before }), await slugs('second', { asOf: before })]).toEqual(['a', ''])
  time.advance(60_000)
  await desk.retract(ids[0] ?? '')
  expect([await slugs('second'), await slugs('first', { asOf: before })]).toEqual(['', ''])
})

test('articles of one editorial date are all found, also more than one millisecond has rows for', async () => {
  const publishedAt = '2026-03-01T00:00:00.000Z'
  const { http } = await searched(...Array.from({ length: 70 }, (_, at) => ({ slug: `s${at}`, publishedAt })))
  for (const sort of ['publishedAt', '-publishedAt', '-updatedAt']) {
    const items = await walk<Item>(
      http,
      `/v1/articles?q=markets&limit=9&fields=slug&sort=${sort}&publishedTo=2026-03-01T00:00:00.001Z`,
    )
    expect(new Set(items.map(({ slug }) => slug)).size).toBe(70)
    expect(items).toHaveLength(70)
  }
})

describe('by relevance', () => {
  const dated = (day: number) => `2026-03-${String(day).padStart(2, '0')}T00:00:00.000Z`
  const ranked = () =>
    searched(
      { slug: 'form', headline: 'Rate cut' },
      { slug: 'row-apart', headline: 'Rates, after all, with cuts' },
      { slug: 'row-old', headline: 'Rates cuts', publishedAt: dated(1) },
      { slug: 'row-new', headline: 'Rates cuts', publishedAt: dated(2) },
      { slug: 'lead', summary: 'Rates. Then cuts.' },
      { slug: 'body-row', body: [aBlock('On rates cuts.')] },
      { slug: 'body', body: [aBlock('Cuts of rates.')] },
      { slug: 'body-form', body: [aBlock('A cut of a rate.')] },
    )

  test('headlines come first, then exact words, words in a row, and the newest of equals', async () => {
    const { slugs, http } = await ranked()
    const order = 'row-new row-old row-apart form lead body-row body body-form'
    expect(await slugs('rates cuts', { sort: 'relevance' })).toBe(order)
    for (const limit of [1, 3, 8]) {
      const items = await walk<Item>(
        http,
        `/v1/articles?q=rates+cuts&sort=relevance&fields=slug&limit=${limit}`,
      )
      expect(items.map(({ slug }) => slug).join(' ')).toBe(order)
    }
    expect(await slugs('cut', { sort: 'relevance', publishedTo: dated(3) })).toBe('row-new row-old')
    expect(await slugs('-of rates', { sort: 'relevance', type: 'news' })).not.toMatch(/body /)
  })

  test('lists all that is public now, however often it was changed', async () => {
    const { db, search } = await searched()
    const desk = newsroom(db)
    for (let index = 0; index < 4; index += 1) {
      const fields = { slug: `s${index}`, body: [aBlock('A zebrafish swims.')] }
      const id = await desk.publish(articleKind, anArticle(fields))
      for (const headline of ['Two', 'Three', 'Four'])
        await desk.update(articleKind, id, anArticle({ ...fields, headline }))
    }
    expect(await search('zebrafish', { sort: 'relevance' })).toHaveLength(4)
    const at = '2026-12-01T00:00:00.000Z'
    const asked: Selection = {
      ...{ at, sort: '-publishedAt', isByRelevance: true, groups: [['*']], excluded: [] },
      ...{ published: {}, updated: {}, search: parseQuery('zebrafish') },
    }
    const query = queryOf(asked) ?? parseQuery('')
    const { rows } = await findRelevant(reading(db), asked, query, null, 100, { ranked: 4, occurrences: 3 })
    expect(rows).toHaveLength(4)
  })

  test('goes on behind the last article when others were retracted meanwhile', async () => {
    const { db, http, ids } = await searched(...Array.from({ length: 9 }, (_, at) => ({ slug: `s${at}` })))
    const seen: string[] = []
    let next: string | null = '/v1/articles?q=markets&sort=relevance&limit=3&fields=id'
    while (next) {
      const { body }: { body: { data: { id: string }[]; page: { next: string | null } } } = await http
        .get(next)
        .expect(200)
      seen.push(...body.data.map(({ id }) => id))
      next = body.page.next
      if (seen.length <= 6) await newsroom(db).retract(seen.at(seen.length === 3 ? 0 : -1) ?? '')
    }
    expect(seen.toSorted()).toEqual(ids.toSorted())
  })

  test('needs words, and takes no place of another order', async () => {
    const { http } = await ranked()
    const { body } = await http.get('/v1/articles?sort=relevance').expect(400)
    expect(body.errors).toMatchObject([{ parameter: 'sort' }])
    for (const value of ['', 'x', '12345', '-1', '2026-03-01T00:00:00.000Z']) {
      const cursor = writeCursor('/v1/articles?q=rates&sort=relevance', {
        pinned: '2026-04-01T00:00:00.000Z',
        after: [value, ''],
      })
      await http.get('/v1/articles').query({ q: 'rates', sort: 'relevance', cursor }).expect(400)
    }
  })

  test('lists no more than the best, of the newest matches where all words are frequent', async () => {
    const { db, selection } = await crossed()
    const best = async (q: string, limits: Partial<RelevanceLimits>) => {
      const asked = { ...selection('-publishedAt', q), isByRelevance: true }
      const { rows } = await findRelevant(db, asked, queryOf(asked) ?? parseQuery(''), null, 100, limits)
      return rows.map((row) => row.published_at.slice(0, 10))
    }
    expect(await best('left right', {})).toEqual(found.toReversed())
    expect(await best('left right', { ranked: 3 })).toEqual(found.toReversed().slice(0, 3))
    expect(await best('left right', { occurrences: 10 })).toEqual(found.toReversed().slice(0, 1))
    expect(await best('left', { ranked: 5 })).toHaveLength(5)
  })
})

test('a cursor that is forged is refused', async () => {
  const { http } = await searched({ slug: 'a' }, { slug: 'b' })
  for (const id of ['', 'x', '-1', '28', 'pub_0000000000000000'])
    await http
      .get('/v1/articles')
      .query({
        q: 'markets',
        cursor: writeCursor('/v1/articles?q=markets', {
          pinned: '2026-04-01T00:00:00.000Z',
          after: ['', id],
        }),
      })
      .expect(400)
})

/** Sixty articles, every second one with `left`, the others with `right`, each fifteenth with both; and what is pending. */
async function crossed({ pending = false } = {}) {
  const { db, clock, time } = await testStore()
  for (let index = 0; index < 60; index += 1) {
    time.advance(3_600_000)
    await db.write(async (write) => {
      const words = index % 15 === 7 ? 'left right' : index % 2 === 0 ? 'left' : 'right'
      const at = new Date(Date.parse('2026-01-01T00:00:00.000Z') + index * 86_400_000).toISOString()
      const put = async (slug: string, headline: string, publishAt?: Instant) => {
        const content = anArticle({ slug, headline, publishedAt: at })
        const documentId = await createDocument(write, articleKind, content)
        await publish(write, articleKind, { documentId, revision: 1, ...(publishAt && { publishAt }) })
      }
      // Before the other one, so that it has an earlier row of the same editorial date.
      if (pending) await put(`h${index}`, 'left right', '2026-06-01T00:00:00.000Z')
      await put(`s${index}`, words)
    })
  }
  const selection = (sort: Sort, q = 'left right'): Selection => ({
    ...{ at: clock.now(), sort, groups: [['*']], excluded: [], published: {}, updated: {} },
    search: parseQuery(q),
  })
  return { db: reading(db), selection }
}

/** Follows the places at which a search stops, and returns what was found and in how many pages. */
async function walkAll(
  { db, selection }: Awaited<ReturnType<typeof crossed>>,
  sort: Sort,
  limits: Partial<SearchLimits>,
  q?: string,
) {
  const dates: string[] = []
  const places: string[] = []
  let pages = 0
  for (let after: KeysetPosition | null = null; ; ) {
    const asked = selection(sort, q)
    const { rows, stoppedAt }: Awaited<ReturnType<typeof findMatches>> = await findMatches(
      db,
      asked,
      after,
      2,
      limits,
    )
    pages += 1
    expect(pages).toBeLessThan(200)
    dates.push(...rows.map((row) => row.published_at.slice(0, 10)))
    const last = rows.at(-1)
    after = rows.length === 2 && last ? placeOf(sort, last) : stoppedAt
    if (!after) return { dates, places, pages }
    places.push(after.value)
    expect(after.id).toMatch(/^(pub_[a-z0-9]{16})?$/)
  }
}

const found = ['2026-01-08', '2026-01-23', '2026-02-07', '2026-02-22']
const bounds: Partial<SearchLimits>[] = [
  {},
  { occurrences: 1 },
  { occurrences: 5 },
  { occurrences: 20 },
  { examined: 1 },
  { examined: 1, occurrences: 3 },
  { sorted: 1 },
  { sorted: 3 },
  { sorted: 1, periods: 9 },
]

test('a search that uses up its bounds says where it stopped, and goes on from there without a gap', async () => {
  const world = await crossed()
  for (const limits of bounds) {
    const dates = async (sort: Sort) => ({ limits, sort, dates: (await walkAll(world, sort, limits)).dates })
    expect(await dates('publishedAt')).toMatchObject({ limits, dates: found })
    for (const sort of ['-publishedAt', '-updatedAt'] as const)
      expect(await dates(sort)).toMatchObject({ limits, sort, dates: found.toReversed() })
  }
  expect((await walkAll(world, '-publishedAt', {})).pages).toBe(3)
  expect((await walkAll(world, '-publishedAt', { occurrences: 5 })).pages).toBeGreaterThan(5)
  const nothing = await walkAll(world, '-publishedAt', { occurrences: 5 }, 'left -left')
  expect(nothing).toMatchObject({ dates: [], pages: expect.any(Number) })
  expect(nothing.pages).toBeGreaterThan(5)
})

test('whatever number of periods a search looks at, the last changed are found without a gap', async () => {
  const world = await crossed()
  const all = (await walkAll(world, '-updatedAt', {}, 'left')).dates
  expect(all).toHaveLength(32)
  for (let periods = 8; periods <= 75; periods += 1)
    expect({
      periods,
      ...(await walkAll(world, '-updatedAt', { sorted: 1, periods }, 'left')),
    }).toMatchObject({
      periods,
      dates: all,
    })
})

test('what is pending moves no place at which a search stops, and counts nowhere', async () => {
  const [plain, other] = [await crossed(), await crossed({ pending: true })]
  for (const limits of bounds)
    for (const sort of ['publishedAt', '-publishedAt', '-updatedAt'] as const)
      expect({ limits, sort, ...(await walkAll(other, sort, limits)) }).toEqual({
        ...{ limits, sort },
        ...(await walkAll(plain, sort, limits)),
      })
  const counted = async ({ db, selection }: typeof plain, examined: number) => {
    const { ids, isCapped } = await matchingIds(db, selection('-publishedAt'), examined)
    return { count: ids.length, isCapped }
  }
  for (const examined of [1, 4, 5, 31, 100])
    expect(await counted(other, examined)).toEqual(await counted(plain, examined))
})
