import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { cancel } from '../../src/publishing/acts/publish.ts'
import { testApp } from '../helpers.ts'
import { aDisclaimer } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { walk } from '../walk.ts'

const path = '/v1/disclaimers/capital-at-risk'

/** One disclaimer in three languages, with a second version in one of them a day later. */
async function inThreeLanguages({ environment = {} } = {}) {
  const world = await testApp({ sample: false, environment })
  const desk = newsroom(world.db)
  world.time.set('2026-04-02T00:00:00.000Z')
  const id = await desk.publish(disclaimerKind, aDisclaimer({ text: 'Old words.' }))
  await desk.publish(disclaimerKind, aDisclaimer({ locale: 'de', text: 'Deutsch.' }))
  await desk.publish(disclaimerKind, aDisclaimer({ locale: 'de-AT', text: 'Österreichisch.' }))
  world.time.set('2026-04-03T00:00:00.000Z')
  const second = await desk.update(disclaimerKind, id, aDisclaimer({ text: 'New words.' }))
  world.time.set('2026-04-04T00:00:00.000Z')
  return { ...world, desk, id, second }
}

test('the text in force has its hash, its version and its language', async () => {
  const { http, id } = await inThreeLanguages()
  const { body, headers } = await http.get(path).expect(200)
  expect(body.data).toMatchObject({
    id,
    key: 'capital-at-risk',
    locale: 'en',
    version: 2,
    text: 'New words.',
    shortText: null,
    effectiveTo: null,
    availableAt: '2026-04-03T00:00:00.000Z',
    sha256: createHash('sha256').update('Capital at risk\nNew words.').digest('hex'),
  })
  expect(headers).toMatchObject({
    'content-language': 'en',
    'last-modified': 'Fri, 03 Apr 2026 00:00:00 GMT',
    'surrogate-key': id,
    'cache-control': 'public, max-age=60, stale-if-error=3600',
  })
  for (const link of Object.values<string>(body.data.links))
    expect((await http.get(link).expect(200)).body).toEqual(body)
})

test.each([
  ['de', 'Deutsch.'],
  ['de-CH', 'Deutsch.'],
  ['DE-at-1996', 'Österreichisch.'],
  ['en-GB', 'New words.'],
  ['de-x-private', 'Deutsch.'],
  ['en-US-u-nu-latn', 'New words.'],
])('locale=%s finds its text by look-up', async (locale, text) => {
  const { http } = await inThreeLanguages()
  expect((await http.get(`${path}?locale=${locale}`).expect(200)).body.data.text).toBe(text)
})

test('there is no fallback to another language', async () => {
  const { http } = await inThreeLanguages()
  for (const url of [`${path}?locale=fr`, `${path}/versions/1?locale=fr`, `${path}/versions/2?locale=de`])
    expect((await http.get(url).expect(404)).body.code).toBe('not-found')
})

test('without locale, the configured default is used', async () => {
  const { http } = await inThreeLanguages({ environment: { DEFAULT_LOCALE: 'de-CH' } })
  expect((await http.get(path).expect(200)).body.data.text).toBe('Deutsch.')
})

test('each moment has its version, and every version remains readable', async () => {
  const { http } = await inThreeLanguages()
  const past = await http.get(`${path}?asOf=2026-04-02T23:59:59.999Z`).expect(200)
  expect(past.body.data).toMatchObject({ version: 1, text: 'Old words.' })
  expect(past.headers['cache-control']).toBe('public, max-age=300')
  await http.get(`${path}?asOf=2026-04-01T23:00:00Z`).expect(404)
  const first = await http.get(`${path}/versions/1`).expect(200)
  expect(first.body).toEqual(past.body)
  expect(first.headers['cache-control']).toBe('public, max-age=300')
  for (const number of ['3', '99']) await http.get(`${path}/versions/${number}`).expect(404)
  for (const number of ['0', 'x', '1.5']) await http.get(`${path}/versions/${number}`).expect(400)
})

test('an ended text is no longer in force, but its versions remain', async () => {
  const { http, db, second } = await inThreeLanguages()
  await db.write((write) => cancel(write, disclaimerKind, second.id))
  await http.get(path).expect(404)
  expect((await http.get(`${path}/versions/2`).expect(200)).body.data.text).toBe('New words.')
  await http.get(`${path}?asOf=2026-04-03T12:00:00Z`).expect(200)
})

test('a pending text is not in force, and not a version', async () => {
  const { http, desk } = await inThreeLanguages()
  const later = { publishAt: '2026-05-01T00:00:00.000Z' }
  await desk.publish(disclaimerKind, aDisclaimer({ key: 'waiting' }), later)
  await http.get('/v1/disclaimers/waiting').expect(404)
  await http.get('/v1/disclaimers/waiting/versions/1').expect(404)
  expect((await http.get('/v1/disclaimers').expect(200)).text).not.toContain('waiting')
})

const names = (body: { data: { key: string; locale: string }[] }) =>
  body.data.map(({ key, locale }) => `${key} ${locale}`)

test('the list is ordered by key and language, and filtered by language and jurisdiction', async () => {
  const { http, desk } = await inThreeLanguages()
  await desk.publish(disclaimerKind, aDisclaimer({ key: 'a-eu-text', jurisdictions: ['EU'] }))
  await desk.publish(disclaimerKind, aDisclaimer({ key: 'b-us-text', jurisdictions: ['US'] }))
  const list = async (query: string) => names((await http.get(`/v1/disclaimers${query}`).expect(200)).body)
  const all = [
    'a-eu-text en',
    'b-us-text en',
    'capital-at-risk de',
    'capital-at-risk de-AT',
    'capital-at-risk en',
  ]
  expect(await list('')).toEqual(all)
  expect(await list('?locale=de-AT')).toEqual(['capital-at-risk de-AT'])
  expect(await list('?locale=de-CH')).toEqual(['capital-at-risk de'])
  expect(await list('?locale=en&jurisdiction=FR')).toEqual(['a-eu-text en', 'capital-at-risk en'])
  expect(await list('?locale=en&jurisdiction=NO')).toEqual(['capital-at-risk en'])
  expect(await list('?asOf=2026-04-02T12:00:00Z')).toEqual(all.slice(2))
  expect(await list('?locale=fr')).toEqual([])
})

test('paging has no gaps or repetitions while texts are published and ended', async () => {
  const { http, desk } = await inThreeLanguages()
  for (const key of ['x1', 'x2', 'x3']) await desk.publish(disclaimerKind, aDisclaimer({ key }))
  let count = 0
  const seen = await walk<{ key: string; locale: string }>(http, '/v1/disclaimers?limit=1&locale=en', () => {
    count += 1
    return desk.publish(disclaimerKind, aDisclaimer({ key: `x0-${count}` }))
  })
  expect(names({ data: seen })).toEqual(['capital-at-risk en', 'x1 en', 'x2 en', 'x3 en'])
})
