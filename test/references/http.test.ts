import { expect, test } from 'vitest'
import { entityPut, instrumentPut, putReferences, topicPut } from '../../src/references/put.ts'
import { removeReference } from '../../src/references/remove.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../src/references/schema.ts'
import { testApp } from '../helpers.ts'
import { walk } from '../walk.ts'

const entity = (key: string, fields = {}) =>
  entityPut(EntityContent.parse({ key, type: 'organisation', name: `Name of ${key}`, ...fields }))

const listing = (mic: string, ticker: string, period = {}) => ({ mic, ticker, primary: true, ...period })

const instrument = (key: string, listings: object[]) =>
  instrumentPut(InstrumentContent.parse({ key, name: `Name of ${key}`, assetClass: 'equity', listings }))

const topic = (code: string) => topicPut(TopicContent.parse({ scheme: 'own', code, name: `Topic ${code}` }))

test('lists are ordered by key, and paging works while others put and delete', async () => {
  const { http, db } = await testApp({ sample: false })
  await db.write((write) =>
    putReferences(
      write,
      ['d', 'b', 'a', 'c', 'e'].map((key) => entity(key)),
    ),
  )
  let count = 0
  const seen = await walk<{ key: string }>(http, '/v1/entities?limit=2', async () => {
    count += 1
    await db.write((write) =>
      putReferences(write, [entity(`a${count}`), entity('b', { name: `Other ${count}` })]),
    )
    if (count === 1) await db.write((write) => removeReference(write, { kind: 'entity', key: 'c' }))
  })
  expect(seen.map(({ key }) => key)).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('one reference is read by its key, with availableAt and its URL', async () => {
  const { http, db, time } = await testApp({ sample: false })
  time.set('2026-04-02T00:00:00.000Z')
  await db.write((write) => putReferences(write, [entity('acme', { country: 'DE' }), topic('T-1')]))
  const { body, headers } = await http.get('/v1/entities/acme').expect(200)
  expect(body.data).toEqual({
    key: 'acme',
    type: 'organisation',
    subtype: null,
    name: 'Name of acme',
    aliases: [],
    identifiers: [],
    parent: null,
    role: null,
    maker: null,
    country: 'DE',
    listed: null,
    retired: false,
    availableAt: '2026-04-02T00:00:00.000Z',
    links: { self: '/v1/entities/acme' },
  })
  expect(headers['cache-control']).toBe('public, max-age=60, stale-if-error=3600')
  expect(headers['surrogate-key']).toBe('entity/acme')
  expect(headers['last-modified']).toBe('Thu, 02 Apr 2026 00:00:00 GMT')
  const found = await http.get('/v1/topics/own:T-1').expect(200)
  expect(found.body.data).toMatchObject({ scheme: 'own', code: 'T-1', links: { self: '/v1/topics/own:T-1' } })
  expect((await http.get('/v1/topics/own%3AT-1').expect(200)).body).toEqual(found.body)
})

test('each moment has its own state of a reference, and a deleted one is 404 from then on', async () => {
  const { http, db, time } = await testApp({ sample: false })
  time.set('2026-04-02T00:00:00.000Z')
  await db.write((write) => putReferences(write, [entity('acme')]))
  time.set('2026-04-03T00:00:00.000Z')
  await db.write((write) => putReferences(write, [entity('acme', { name: 'Acme 2' })]))
  time.set('2026-04-04T00:00:00.000Z')
  await db.write((write) => removeReference(write, { kind: 'entity', key: 'acme' }))
  time.set('2026-04-05T00:00:00.000Z')
  const nameAt = async (moment: string) => {
    const { status, body } = await http.get(`/v1/entities/acme?asOf=${moment}`)
    return status === 200 ? body.data.name : status
  }
  expect(await nameAt('2026-04-01T23:59:59.999Z')).toBe(404)
  expect(await nameAt('2026-04-02T23:59:59.999Z')).toBe('Name of acme')
  expect(await nameAt('2026-04-03T00:00:00.000Z')).toBe('Acme 2')
  expect(await nameAt('2026-04-04T00:00:00.000Z')).toBe(404)
  await http.get('/v1/entities/acme').expect(404)
  expect((await http.get('/v1/entities').expect(200)).body.data).toEqual([])
})

test('MIC:TICKER is the instrument listed so on the day of the market at the requested moment', async () => {
  const { http, db, time } = await testApp({ sample: false })
  await db.write((write) =>
    putReferences(write, [
      instrument('a-old', [listing('XNAS', 'META', { validTo: '2026-04-03' })]),
      instrument('b-new', [listing('XNAS', 'META', { validFrom: '2026-04-03' }), listing('XLON', 'BRK.A/x')]),
    ]),
  )
  time.set('2026-04-05T00:00:00.000Z')
  const keyOf = async (name: string, query = '') =>
    (await http.get(`/v1/instruments/${name}${query}`)).body.data?.key
  expect(await keyOf('XNAS:META')).toBe('b-new')
  expect(await keyOf('XNAS:META', '?asOf=2026-04-03T03:59:59.999Z')).toBe('a-old')
  expect(await keyOf('XNAS:META', '?asOf=2026-04-03T04:00:00Z')).toBe('b-new')
  expect(await keyOf('XLON:BRK.A%2Fx')).toBe('b-new')
  expect(await keyOf('a-old')).toBe('a-old')
  for (const name of ['XNYS:META', 'XNAS:meta', 'xnas:META', 'XNAS:META:x', 'XNAS:', ':META', ':', 'META'])
    await http.get(`/v1/instruments/${encodeURIComponent(name)}`).expect(404)
})

test('a corrected listing is found as recorded at the requested moment', async () => {
  const { http, db, time } = await testApp({ sample: false })
  time.set('2026-04-02T00:00:00.000Z')
  await db.write((write) => putReferences(write, [instrument('acme', [listing('XNAS', 'ACMI')])]))
  time.set('2026-04-03T00:00:00.000Z')
  await db.write((write) => putReferences(write, [instrument('acme', [listing('XNAS', 'ACME')])]))
  time.set('2026-04-04T00:00:00.000Z')
  await http.get('/v1/instruments/XNAS:ACMI').expect(404)
  await http.get('/v1/instruments/XNAS:ACME').expect(200)
  await http.get('/v1/instruments/XNAS:ACMI?asOf=2026-04-02T12:00:00Z').expect(200)
})

test('an unknown or differently spelled reference is 404', async () => {
  const { http } = await testApp()
  for (const url of [
    'entities/nobody',
    'entities/OPENAI',
    'entities/openai%20',
    'entities/%00',
    'topics/medtop',
    'topics/medtop:1',
    'topics/:',
    'instruments/openai',
    'entities/amzn',
    'disclaimer-rules/all-articles',
  ])
    expect((await http.get(`/v1/${url}`).expect(404)).body.code).toBe('not-found')
})
