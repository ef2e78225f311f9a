import { describe, expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { filters } from '../../src/articles/listing/parameters.ts'
import { testApp } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { walk } from '../walk.ts'
import { putLibrary } from './library.ts'

/** A newsroom whose articles differ in every filterable property. */
async function filed() {
  const world = await testApp({ sample: false })
  await putLibrary(world.db)
  const desk = newsroom(world.db)
  const ids = new Map<string, string>()
  const publish = async (slug: string, fields: Parameters<typeof anArticle>[0], times = {}) => {
    ids.set(slug, await desk.publish(articleKind, anArticle({ slug, ...fields }), times))
  }
  await publish('a', {
    publishedAt: '2026-03-01T00:00:00.000Z',
    storyKey: 'merger',
    entities: [{ key: 'acme', rel: 'about' }],
    instruments: [{ key: 'acme-stock' }],
    authors: [{ name: 'Zoë Müller' }, { name: 'ZOE MULLER', role: 'editor' }],
    urgency: 1,
  })
  await publish('b', {
    publishedAt: '2026-03-02T00:00:00.000Z',
    storyKey: 'merger',
    type: 'analysis',
    locale: 'de-AT',
    entities: [
      { key: 'acme', rel: 'mentions' },
      { key: 'bolt', rel: 'about' },
    ],
    topics: [{ scheme: 'medtop', code: '100' }],
    authors: [{ name: 'Zoë Müller' }, { name: '佐藤 遥' }],
    urgency: 4,
  })
  await publish('c', {
    publishedAt: '2026-03-03T00:00:00.000Z',
    type: 'opinion',
    locale: 'de',
    instruments: [{ key: 'bolt-stock' }],
    topics: [{ scheme: 'medtop', code: '200' }],
    authors: [{ key: 'sato-haruka', name: '佐藤 遥' }],
  })
  await publish('d', {
    publishedAt: '2026-03-04T00:00:00.000Z',
    instruments: [{ key: 'acme-stock' }, { key: 'bolt-stock' }],
    blockedIn: ['GB', 'EU'],
    urgency: 9,
  })
  const get = (query: string) => world.http.get(`/v1/articles?${query}`)
  const slugs = async (query: string): Promise<string> => {
    const { body } = await get(`${query}&fields=slug`).expect(200)
    return body.data.map(({ slug }: { slug: string }) => slug).join('')
  }
  return { ...world, desk, publish, idOf: (slug: string) => ids.get(slug) ?? '', get, slugs }
}

/** Filters, and which of the four articles they select. */
const selections = [
  ['entity=acme', 'ba'],
  ['entity=bolt', 'b'],
  ['entity=acme,bolt,nobody', 'ba'],
  ['instrument=acme-stock', 'da'],
  ['instrument=XNAS:ACME', 'da'],
  ['instrument=XNAS:ACME,bolt-stock', 'dca'],
  ['instrument=XNAS%3AACME', 'da'],
  ['instrument=XNYS:ACME', ''],
  ['instrument=XNYS:ACME,acme-stock', 'da'],
  ['topic=medtop:100', 'b'],
  ['topic=medtop:100,medtop:200', 'cb'],
  ['topic=other:100', ''],
  ['author=zoe-muller', 'ba'],
  ['author=sato-haruka', 'c'],
  ['author=sato-haruka,zoe-muller&locale=de', 'cb'],
  ['author=nobody', ''],
  ['type=news', 'da'],
  ['type=analysis,opinion', 'cb'],
  ['type=live', ''],
  ['storyKey=merger', 'ba'],
  ['storyKey=merger,c', 'cba'],
  ['storyKey=nothing', ''],
  ['locale=de', 'cb'],
  ['locale=de-AT', 'b'],
  ['locale=DE-at', 'b'],
  ['locale=de-CH', ''],
  ['locale=en,de', 'dcba'],
  ['q=zoe', 'ba'],
  ['q=%E4%BD%90%E8%97%A4', 'cb'],
  ['q=acme', 'dba'],
  ['q=acme+bolt', 'db'],
  ['q=acme+-bolt&sort=publishedAt', 'a'],
  ['q=%22Markets+Open%22&type=news', 'da'],
  ['q=markets&publishedFrom=2026-03-02T00:00:00Z&publishedTo=2026-03-04T00:00:00Z', 'cb'],
  ['q=markets&author=sato-haruka&sort=-updatedAt', 'c'],
  ['q=markets&jurisdiction=GB', 'cba'],
  ['q=nobody', ''],
  ['q=-markets', ''],
  ['q=()', ''],
  ['urgencyMax=1', 'a'],
  ['urgencyMax=4', 'ba'],
  ['urgencyMax=5', 'cba'],
  ['urgencyMax=9', 'dcba'],
  ['publishedFrom=2026-03-02T00:00:00Z', 'dcb'],
  ['publishedFrom=2026-03-02T00:00:00.001Z', 'dc'],
  ['publishedTo=2026-03-02T00:00:00Z', 'a'],
  ['publishedTo=2026-03-02T00:00:00.001Z', 'ba'],
  ['publishedFrom=2026-03-02T01:00:00%2B01:00&publishedTo=2026-03-03T00:00:00Z', 'b'],
  ['publishedFrom=2026-03-03T00:00:00Z&publishedTo=2026-03-03T00:00:00Z', ''],
  ['publishedFrom=2026-03-04T00:00:00Z&publishedTo=2026-03-01T00:00:00Z', ''],
  ['updatedFrom=2026-04-01T00:00:00Z', 'dcba'],
  ['updatedTo=2026-04-01T00:00:00Z', ''],
  ['sort=publishedAt', 'abcd'],
  ['sort=-publishedAt', 'dcba'],
  ['entity=acme&type=news', 'a'],
  ['entity=acme&type=opinion', ''],
  ['instrument=acme-stock,bolt-stock&urgencyMax=5&sort=publishedAt', 'ac'],
  ['locale=de&type=analysis,news&publishedTo=2026-03-03T00:00:00Z', 'b'],
  ['type=news,news,news', 'da'],
] as const

test('each filter selects its matches, alone and combined, and the total counts them', async () => {
  const { slugs, get } = await filed()
  for (const [query, expected] of selections) {
    expect([query, await slugs(query)]).toEqual([query, expected])
    const { body } = await get(`${query}&total=true&limit=1`).expect(200)
    expect({ query, ...body.page, next: null }).toEqual({
      query,
      limit: 1,
      next: null,
      total: expected.length,
    })
  }
})

test('every filter narrows: some articles are found by it, and others are not', async () => {
  const { slugs } = await filed()
  const all = await slugs('')
  const narrowing = new Set<string>()
  for (const [query] of selections) {
    const [[name = ''] = [], ...others] = [...new URLSearchParams(query).entries()]
    const found = (await slugs(query)).length
    if (others.length === 0 && found > 0 && found < all.length) narrowing.add(name)
  }
  const provenBelow = ['sort', 'total', 'updatedFrom', 'updatedTo']
  expect([...narrowing, ...provenBelow].sort()).toEqual(Object.keys(filters).sort())
})

test('updates are filtered and sorted by the moment at which they became visible', async () => {
  const { desk, idOf, slugs, time } = await filed()
  time.set('2026-04-02T00:00:00.000Z')
  await desk.correct(idOf('b'))
  expect(await slugs('updatedFrom=2026-04-02T00:00:00Z')).toBe('b')
  expect(await slugs('sort=-updatedAt')).toMatch(/^b/)
  expect(await slugs('updatedFrom=2026-04-02T00:00:00Z&asOf=2026-04-01T12:00:00Z')).toBe('')
  expect(await slugs('updatedTo=2026-04-02T00:00:00Z&sort=publishedAt')).toBe('acd')
  // A refile of the same revision does not change the article.
  time.set('2026-04-03T00:00:00.000Z')
  await desk.hold(idOf('a'))
  await desk.release(idOf('a'))
  expect(await slugs('updatedFrom=2026-04-02T00:00:00Z')).toBe('b')
})

test('MIC:TICKER is resolved as listed on the day of the market at the requested moment', async () => {
  const { slugs, time, http } = await filed()
  const query = 'instrument=XFRA:ACM'
  const single = async () => (await http.get('/v1/instruments/XFRA:ACM')).status
  for (const [moment, expected, status] of [
    ['2026-04-02T21:59:59.999Z', '', 404],
    ['2026-04-02T22:00:00.000Z', 'da', 200],
    ['2026-04-04T21:59:59.999Z', 'da', 200],
    ['2026-04-04T22:00:00.000Z', '', 404],
  ] as const) {
    time.set(moment)
    // The second response comes from the cache.
    for (const _ of [1, 2]) {
      expect(await slugs(query)).toBe(expected)
      expect(await single()).toBe(status)
    }
  }
  expect(await slugs(`${query}&asOf=2026-04-02T22:00:00Z`)).toBe('da')
  expect(await slugs(`${query}&asOf=2026-04-02T12:00:00Z`)).toBe('')
})

const refused = [
  ...['entity=', 'entity=a,,b', 'entity=a,', 'entity=A', 'entity=%00', 'entity=a%20b'],
  ...[
    'instrument=',
    'instrument=XNAS:',
    'instrument=:PLTR',
    'instrument=XNAS:PLTR:x',
    'instrument=xnas:ACME',
  ],
  ...['topic=', 'topic=medtop', 'topic=medtop:', 'topic=:100', 'topic=medtop:1:2'],
  ...['author=', 'author=Ada', 'author=ada%20lovelace', 'author=佐藤'],
  ...['type=', 'type=novel', 'type=news,novel', 'type=News'],
  ...['storyKey=', 'storyKey=a_b', 'locale=', 'locale=deutsch_land', 'locale=de,'],
  ...['urgencyMax=0', 'urgencyMax=10', 'urgencyMax=1.5', 'urgencyMax=', 'urgencyMax=٣'],
  ...['q=', `q=${'a'.repeat(201)}`],
  ...['sort=', 'sort=title', 'sort=-publishedat', 'sort=publishedAt,-updatedAt', 'sort=(select 1)'],
  ...['total=', 'total=1', 'total=yes', 'publishedFrom=', 'publishedFrom=2026-03-01', 'publishedTo=now'],
  ...['updatedFrom=2026-03-01T00:00:00', 'updatedTo=2026-02-30T00:00:00Z', 'updatedTo=2026-03-01T23:59:60Z'],
  ...['publishedFrom=0000-01-01T00:00:00Z', 'publishedFrom=10000-01-01T00:00:00Z'],
  ...['entity', 'topic', 'author', 'type', 'storyKey', 'locale', 'instrument'].map(
    (name) => `${name}=${Array(51).fill('news').join(',')}`,
  ),
  `instrument=${Array(51).fill('acme-stock').join(',')}`,
  `type=${Array(51).fill('news').join(',')}`,
]

test('an invalid filter value is refused, with the name of the parameter', async () => {
  const { http } = await testApp({ sample: false })
  for (const query of refused) {
    const { body, status } = await http.get(`/v1/articles?${query}`)
    const named = body.errors?.map(({ parameter }: { parameter: string }) => parameter)
    expect({ query, status, code: body.code, named }).toEqual({
      query,
      status: 400,
      code: 'invalid-parameter',
      named: [query.split('=')[0]],
    })
  }
})

test('a list that is too long is refused as such, not as a repeated parameter', async () => {
  const { get } = await filed()
  const { body } = await get(`entity=${Array(51).fill('acme').join(',')}`).expect(400)
  expect(body.errors[0]).toMatchObject({ parameter: 'entity', detail: 'must not list more than 50 values' })
  const fields = await get(`fields=${Array(51).fill('slug').join(',')}`).expect(400)
  expect(fields.body.errors[0].detail).toBe('must not list more than 50 values')
  const twice = await get('sort=publishedAt&sort=publishedAt').expect(400)
  expect(twice.body.errors[0].detail).toBe('must be given once')
})

test('fifty values are accepted, counting repeated ones', async () => {
  const { slugs, get } = await filed()
  const fifty = (one: string) => [one, ...Array.from({ length: 49 }, (_, index) => `x${index}`)].join(',')
  expect(await slugs(`entity=${fifty('acme')}`)).toBe('ba')
  expect(
    await slugs(`entity=${fifty('acme')}&storyKey=${fifty('merger')}&instrument=${fifty('acme-stock')}`),
  ).toBe('a')
  await get(`entity=${fifty('acme')},acme`).expect(400)
})

test('paging under every sort returns each article once, with filters and concurrent publications', async () => {
  const { http, publish, time } = await filed()
  for (const [sort, expected] of [
    ['publishedAt', 'abcd'],
    ['-publishedAt', 'dcba'],
    ['-updatedAt', 'dcba'],
  ] as const) {
    let count = 0
    const seen = await walk<{ slug: string }>(
      http,
      `/v1/articles?sort=${sort}&type=news,analysis,opinion&storyKey=a,b,c,d,merger&limit=1&fields=slug`,
      async () => {
        count += 1
        time.advance(1_000)
        await publish(`new-${sort.toLowerCase().replace('-', 'by-')}-${count}`, { storyKey: 'merger' })
      },
    )
    const found = seen.map(({ slug }) => slug).filter((slug) => slug.length === 1)
    expect(found.join('')).toBe(expected)
    expect(new Set(seen.map(({ slug }) => slug)).size).toBe(seen.length)
    expect(count).toBe(seen.length)
  }
})

test('a cursor belongs to its filters and its sort', async () => {
  const { get } = await filed()
  const { body } = await get('type=news&sort=publishedAt&limit=1').expect(200)
  const cursor = new URL(body.page.next, 'http://x').searchParams.get('cursor')
  await get(`sort=publishedAt&type=news&cursor=${cursor}`).expect(200)
  for (const query of ['type=opinion&sort=publishedAt', 'type=news', 'type=news&sort=-publishedAt', ''])
    expect((await get(`${query}&cursor=${cursor}`).expect(400)).body.code).toBe('invalid-cursor')
})

test('a total covers all pages, and is present only if requested', async () => {
  const { get } = await filed()
  expect((await get('limit=1').expect(200)).body.page).not.toHaveProperty('total')
  expect((await get('limit=1&total=false').expect(200)).body.page).not.toHaveProperty('total')
  const { body } = await get('limit=1&total=true').expect(200)
  expect(body.page.total).toBe(4)
  const second = await get(new URL(body.page.next, 'http://x').search.slice(1)).expect(200)
  expect(second.body.page.total).toBe(4)
})

describe('an article that is blocked in a jurisdiction', () => {
  test('is left out of lists and totals for it', async () => {
    const { slugs, get } = await filed()
    const seen = [
      ['', 'dcba'],
      ['jurisdiction=GB', 'cba'],
      ['jurisdiction=DE', 'cba'],
      ['jurisdiction=EU', 'cba'],
      // The EEA is larger than the EU, which is blocked; Norway is not in the EU.
      ['jurisdiction=NO', 'dcba'],
      ['jurisdiction=EEA', 'dcba'],
      ['jurisdiction=US', 'dcba'],
      ['jurisdiction=DE&type=news', 'a'],
    ] as const
    for (const [query, expected] of seen) {
      expect([query, await slugs(query)]).toEqual([query, expected])
      expect((await get(`${query}&total=true`).expect(200)).body.page.total).toBe(expected.length)
    }
  })

  test('is 451 there, by slug and by id, as are its versions and disclaimers, and nowhere else', async () => {
    const { http, idOf } = await filed()
    for (const name of ['d', idOf('d')]) {
      for (const rest of ['', '/versions/1', '/disclaimers']) {
        const url = `/v1/articles/${name}${rest}`
        for (const jurisdiction of ['GB', 'FR', 'EU']) {
          const { body, headers } = await http.get(`${url}?jurisdiction=${jurisdiction}`).expect(451)
          expect(body.code).toBe('unavailable-for-legal-reasons')
          expect(headers['cache-control']).toBe('public, max-age=1')
          expect(JSON.stringify(body)).not.toMatch(/Markets|Shares/)
        }
        for (const query of ['', '?jurisdiction=US', '?jurisdiction=NO'])
          await http.get(url + query).expect(200)
      }
    }
  })

  test('the configured jurisdiction applies by default', async () => {
    const { http, db } = await testApp({ sample: false, environment: { DEFAULT_JURISDICTION: 'AT' } })
    const blocked = anArticle({ slug: 'blocked', blockedIn: ['EEA'] })
    await newsroom(db).publish(articleKind, blocked)
    await http.get('/v1/articles/blocked').expect(451)
    await http.get('/v1/articles/blocked?jurisdiction=US').expect(200)
    expect((await http.get('/v1/articles?total=true').expect(200)).body).toMatchObject({
      data: [],
      page: { total: 0 },
    })
    expect((await http.get('/v1/articles?jurisdiction=CH').expect(200)).body.data).toHaveLength(1)
  })

  test('blockedIn is never delivered', async () => {
    const { http } = await filed()
    for (const url of ['/v1/articles/d', '/v1/articles?body=blocks'])
      expect((await http.get(url).expect(200)).text).not.toContain('blockedIn')
  })
})
