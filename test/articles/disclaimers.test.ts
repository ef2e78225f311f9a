import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { testApp } from '../helpers.ts'
import { aDisclaimer, anArticle, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { walk } from '../walk.ts'

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex')
const path = '/v1/articles/markets-open-higher'
const list = `${path}/disclaimers`

/** One article, and a disclaimer for each of these jurisdictions (`*`: no condition). */
async function ruled({ environment = {}, jurisdictions = ['*', 'DE', 'EU', 'EEA', 'US'] } = {}) {
  const world = await testApp({ sample: false, environment })
  const desk = newsroom(world.db)
  const rules: ReturnType<typeof aRule>[] = []
  for (const [priority, place] of jurisdictions.entries()) {
    const key = place === '*' ? 'everywhere' : `for-${place.toLowerCase()}`
    await desk.publish(disclaimerKind, aDisclaimer({ key, title: `Title ${place}`, text: `Text ${place} é` }))
    const when = place === '*' ? {} : { jurisdictions: [place] }
    rules.push(aRule({ key, disclaimer: key, priority, when }))
  }
  await world.db.write((write) => putRules(write, rules))
  const id = await desk.publish(articleKind, anArticle())
  return { ...world, desk, id }
}

const keysOf = (uses: { key: string }[]) => uses.map(({ key }) => key)

test.each([
  ['DE', ['everywhere', 'for-de', 'for-eu', 'for-eea']],
  ['FR', ['everywhere', 'for-eu', 'for-eea']],
  ['NO', ['everywhere', 'for-eea']],
  ['GB', ['everywhere']],
  ['US', ['everywhere', 'for-us']],
  ['EEA', ['everywhere', 'for-eea']],
  [null, ['everywhere']],
])('an audience in %s gets %j', async (jurisdiction, expected) => {
  const { http } = await ruled()
  const query = jurisdiction ? `?jurisdiction=${jurisdiction}` : ''
  expect(keysOf((await http.get(list + query).expect(200)).body.data)).toEqual(expected)
  expect(keysOf((await http.get(path + query).expect(200)).body.data.disclaimers)).toEqual(expected)
  const inList = (await http.get(`/v1/articles${query}`).expect(200)).body.data[0].disclaimers
  expect(keysOf(inList)).toEqual(expected)
})

test('without jurisdiction, the configured default applies', async () => {
  const { http } = await ruled({ environment: { DEFAULT_JURISDICTION: 'US' } })
  expect(keysOf((await http.get(list).expect(200)).body.data)).toEqual(['everywhere', 'for-us'])
  expect(keysOf((await http.get(`${list}?jurisdiction=GB`).expect(200)).body.data)).toEqual(['everywhere'])
})

test('each hash covers title, line feed and text, and the set hash covers the hashes in order', async () => {
  const { http } = await ruled()
  const { body } = await http.get(`${list}?jurisdiction=DE`).expect(200)
  const hashes = ['*', 'DE', 'EU', 'EEA'].map((place) => sha256(`Title ${place}\nText ${place} é`))
  expect(body.data.map((use: { sha256: string }) => use.sha256)).toEqual(hashes)
  expect(body.setHash).toBe(sha256(hashes.join('\n')))
  expect(body.data[0]).toEqual({
    key: 'everywhere',
    version: 1,
    locale: 'en',
    sha256: hashes[0],
    placement: 'after_body',
    required: false,
    title: 'Title *',
    text: 'Text * é',
  })
})

test('lists omit the texts of disclaimers', async () => {
  const { http } = await ruled()
  const { body } = await http.get('/v1/articles').expect(200)
  const [use] = body.data[0].disclaimers
  expect(Object.keys(use).sort()).toEqual(['key', 'locale', 'placement', 'required', 'sha256', 'version'])
})

test('explain adds each rule in force and why it matched or not', async () => {
  const { http } = await ruled()
  expect((await http.get(`${list}?explain=false`).expect(200)).body.explanation).toBeUndefined()
  const { body } = await http.get(`${list}?jurisdiction=FR&explain=true`).expect(200)
  const matched = body.explanation.map((one: { rule: string; matched: boolean }) => [one.rule, one.matched])
  expect(matched).toEqual([
    ['everywhere', true],
    ['for-de', false],
    ['for-eu', true],
    ['for-eea', true],
    ['for-us', false],
  ])
  for (const { reasons } of body.explanation) expect(reasons.length).toBeGreaterThan(0)
})

test('rules and texts are those of the requested moment', async () => {
  const { http, db, time } = await ruled({ jurisdictions: ['*'] })
  time.set('2026-04-02T00:00:00.000Z')
  const before = (await http.get(list).expect(200)).text
  await db.write((write) =>
    putRules(write, [aRule({ key: 'everywhere', disclaimer: 'everywhere', when: { types: ['opinion'] } })]),
  )
  time.set('2026-04-03T00:00:00.000Z')
  expect((await http.get(list).expect(200)).body.data).toEqual([])
  expect((await http.get(`${list}?asOf=2026-04-02T00:00:00Z`).expect(200)).text).toBe(before)
})

test.each(['de', 'DEU', 'D', '*', '', 'E1', 'EU,DE'])('jurisdiction=%s is refused', async (jurisdiction) => {
  const { http } = await testApp({ sample: false })
  for (const url of [path, list, '/v1/articles', '/v1/disclaimers', '/v1/product-menus/any']) {
    const { body } = await http.get(`${url}?jurisdiction=${jurisdiction}`).expect(400)
    expect(body.errors[0].parameter).toBe('jurisdiction')
  }
})

/** An article in Danish, and a required disclaimer that is in English and for the US only. */
async function unresolved() {
  const world = await testApp({ sample: false })
  const desk = newsroom(world.db)
  await desk.publish(disclaimerKind, aDisclaimer({ key: 'must', jurisdictions: ['US'] }))
  await world.db.write((write) =>
    putRules(write, [
      aRule({ key: 'must', disclaimer: 'must', required: true, when: { types: ['opinion'] } }),
    ]),
  )
  const ids = {
    danish: await desk.publish(articleKind, anArticle({ slug: 'dansk', locale: 'da', type: 'opinion' })),
    english: await desk.publish(articleKind, anArticle({ slug: 'english', type: 'opinion' })),
    free: await desk.publish(articleKind, anArticle({ slug: 'free' })),
  }
  return { ...world, desk, ids }
}

test('an article whose required disclaimer has no text for language or jurisdiction is not served', async () => {
  const { http, lines } = await unresolved()
  const status = async (url: string) => (await http.get(url)).status
  expect(await status('/v1/articles/english?jurisdiction=US')).toBe(200)
  expect(await status('/v1/articles/free')).toBe(200)
  for (const url of [
    'dansk',
    'dansk?jurisdiction=US',
    'english',
    'english/versions/1',
    'english/disclaimers',
  ]) {
    const { body, headers } = await http.get(`/v1/articles/${url}`).expect(503)
    expect(body.code).toBe('disclaimer-unresolved')
    const [place, reader] = [
      url.startsWith('dansk') ? 'da' : 'en',
      url.endsWith('US') ? 'US' : 'readers without a',
    ]
    expect(body.detail).toContain(`must in ${place} for ${reader}`)
    expect(headers['retry-after']).toMatch(/^\d+$/)
    expect(headers['cache-control']).toBe('no-store')
  }
  const warnings = lines.map((line) => JSON.parse(line)).filter(({ level }) => level === 40)
  expect(warnings).toHaveLength(5)
})

test('explain still works for it; lists omit it and log a warning', async () => {
  const { http, lines, ids } = await unresolved()
  const { body } = await http.get('/v1/articles/dansk/disclaimers?explain=true').expect(200)
  expect(body.explanation[0].reasons.join()).toContain('must')
  const slugs = async (query: string) =>
    (await http.get(`/v1/articles${query}`).expect(200)).body.data.map(({ slug }: { slug: string }) => slug)
  expect(await slugs('')).toEqual(['free'])
  expect(await slugs('?jurisdiction=US')).toEqual(['free', 'english'])
  expect(lines.join()).toContain(ids.danish)
  expect((await http.get('/').expect(200)).text).not.toContain('dansk')
})

test('a page whose articles are all left out still has a next page', async () => {
  const { http } = await unresolved()
  const seen = await walk<{ slug: string }>(http, '/v1/articles?limit=1')
  expect(seen.map(({ slug }) => slug)).toEqual(['free'])
})
