import { describe, expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { Listings, listedDuring } from '../../src/references/listing.ts'
import { marketZones } from '../../src/references/market-zones.ts'
import { TimeZone } from '../../src/values/time-zone.ts'
import { testApp } from '../helpers.ts'
import { withKey } from '../keys.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

const listing = (fields: object) => ({ mic: 'XTKS', ticker: '7203', primary: true, ...fields })
const share = (...listings: object[]) => ({ name: 'Share', assetClass: 'equity', listings })

async function desk() {
  const world = await testApp({ sample: false })
  const key = await withKey(world.db)
  const put = (name: string, body: object) =>
    world.http
      .put(`/admin/v1/instruments/${name}`)
      .set({ ...key, 'if-match': '*' })
      .send(body)
  const create = (name: string, body: object) =>
    world.http.put(`/admin/v1/instruments/${name}`).set(key).send(body)
  return { ...world, put, create }
}

test('every market in the table has a time zone that the runtime knows, and stands there once', () => {
  expect(marketZones.size).toBeGreaterThan(70)
  for (const [mic, zone] of marketZones) {
    expect(mic).toMatch(/^[A-Z0-9]{4}$/)
    expect(TimeZone.safeParse(zone).error, zone).toBeUndefined()
  }
})

test.each([
  ['XTKS', null, '2026-11-27T15:00:00.000Z'],
  ['XNYS', null, '2026-11-28T05:00:00.000Z'],
  ['AIXK', 'Asia/Almaty', '2026-11-27T19:00:00.000Z'],
  ['AIXK', null, '2026-11-28T00:00:00.000Z'],
  ['XTKS', 'UTC', '2026-11-27T15:00:00.000Z'],
  // Stored by a newer runtime.
  ['AIXK', 'Asia/Atlantis', '2026-11-28T00:00:00.000Z'],
])('a day of %s with the time zone %s begins at %s', (mic, timeZone, from) => {
  expect(listedDuring({ mic, timeZone, validFrom: '2026-11-28', validTo: null }).from).toBe(from)
})

test('a listing begins and ends at midnight on its market, for every read', async () => {
  const { http, db, time, create } = await desk()
  time.set('2026-11-27T14:00:00.000Z')
  await create('old', share(listing({ validTo: '2026-11-28' }))).expect(201)
  await create('new', share(listing({ validFrom: '2026-11-28' }))).expect(201)
  const rooms = newsroom(db)
  await rooms.publish(articleKind, anArticle({ slug: 'about-old', instruments: [{ key: 'old' }] }))
  const later = await rooms.publish(
    articleKind,
    anArticle({ slug: 'about-new', instruments: [{ key: 'new' }] }),
    { publishAt: '2026-11-27T15:00:00.000Z' },
  )
  const seen = async (query = '') => ({
    key: (await http.get(`/v1/instruments/XTKS:7203${query}`)).body.data?.key,
    slugs: (await http.get(`/v1/articles?instrument=XTKS:7203${query.replace('?', '&')}`)).body.data.map(
      ({ slug }: { slug: string }) => slug,
    ),
  })
  const before = { key: 'old', slugs: ['about-old'] }
  const after = { key: 'new', slugs: ['about-new'] }
  time.set('2026-11-27T14:59:59.999Z')
  expect(await seen()).toEqual(before)
  time.set('2026-11-27T15:00:00.000Z')
  expect(await seen()).toEqual(after)
  time.set('2026-11-28T00:00:00.000Z')
  expect(await seen()).toEqual(after)
  expect(await seen('?asOf=2026-11-27T14:59:59.999Z')).toEqual(before)
  expect(await seen('?asOf=2026-11-27T15:00:00.000Z')).toEqual(after)
  expect((await http.get(`/v1/articles/${later}`)).body.data.instruments).toMatchObject([
    { ticker: '7203', mic: 'XTKS' },
  ])
})

describe('the time zone of a listing', () => {
  test('is delivered as it applies, and kept as it was sent', async () => {
    const { http, create } = await desk()
    const timeZone = 'Asia/Almaty'
    const sent = [listing({}), listing({ mic: 'AIXK', timeZone }), listing({ mic: 'XXXX' })]
    const { body } = await create('share', share(...sent)).expect(201)
    expect(body.data.listings.map((one: { timeZone: string }) => one.timeZone)).toEqual([
      null,
      timeZone,
      null,
    ])
    const delivered = (await http.get('/v1/instruments/share').expect(200)).body.data.listings
    expect(delivered.map((one: { timeZone: string }) => one.timeZone)).toEqual([
      'Asia/Tokyo',
      timeZone,
      'UTC',
    ])
  })

  test('cannot contradict the known zone of a market, but can repeat it under another name', async () => {
    const { create, put } = await desk()
    const wrong = share(listing({}), listing({ mic: 'XNSE', timeZone: 'Asia/Tokyo' }))
    const refused = await create('share', wrong).expect(400)
    expect(refused.body.errors).toMatchObject([{ pointer: '/listings/1/timeZone' }])
    await create('share', share(listing({ mic: 'XNSE', timeZone: 'Asia/Calcutta' }))).expect(201)
    await put('share', share(listing({ mic: 'XNSE', timeZone: 'Asia/Kolkata' }))).expect(200)
  })

  test('is refused with its place if it is none', async () => {
    const { create } = await desk()
    const refused = await create('share', share(listing({ mic: 'AIXK', timeZone: 'ALMT' }))).expect(400)
    expect(refused.body.errors).toMatchObject([{ pointer: '/listings/0/timeZone' }])
  })
})

test.each([
  [
    'the same instant in two zones',
    ['2026-01-01', '2026-01-02', 'Pacific/Kiritimati'],
    ['2025-12-31', null, 'Pacific/Honolulu'],
  ],
  [
    'hours of the same day in two zones',
    ['2026-01-01', '2026-01-02', 'America/New_York'],
    ['2026-01-02', null, 'Asia/Almaty'],
  ],
  [
    'a day that the zone skipped',
    ['2011-12-30', '2011-12-31', 'Pacific/Apia'],
    ['2020-01-01', null, 'Pacific/Apia'],
  ],
])('periods are compared as instants: %s', (_, ...periods) => {
  const listings = periods.map(([validFrom, validTo, timeZone]) =>
    listing({ mic: 'AIXK', validFrom, validTo, timeZone }),
  )
  expect(Listings.safeParse(listings).success).toBe(false)
})
