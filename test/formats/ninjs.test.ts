import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { toUri } from '../../src/formats/ninjs-images.ts'
import { WebUrl } from '../../src/values/text.ts'
import { sampleSlug, testApp } from '../helpers.ts'
import { aBlock, aDisclaimer, anArticle, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

// © IPTC, under CC BY 4.0, as published at http://www.iptc.org/std/ninjs/.
const schema = JSON.parse(readFileSync('test/formats/fixtures/ninjs-schema_3.1.json', 'utf8'))
const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema({ $id: 'https://geojson.org/schema/GeoJSON.json' })
const isNinjs = ajv.compile(schema)

function expectNinjs(item: unknown) {
  expect(isNinjs(item), JSON.stringify(isNinjs.errors)).toBe(true)
}

const settings = {
  ...{ PUBLIC_URL: 'https://api.example', ARTICLE_URL: 'https://news.example/{locale}/{slug}' },
  ...{ SITE_NAME: 'The Tape', SITE_COPYRIGHT: '© The Tape' },
}

async function newsroomApp() {
  const world = await testApp({ environment: settings })
  const desk = newsroom(world.db)
  const read = async (slug: string, query = '') => {
    const { body } = await world.http.get(`/v1/articles/${slug}/ninjs${query}`).expect(200)
    expectNinjs(body)
    return body
  }
  const publish = (...[fields]: Parameters<typeof anArticle>) => desk.publish(articleKind, anArticle(fields))
  return { ...world, desk, read, publish }
}

const full = {
  slug: 'full',
  ...{ shortHeadline: 'Higher', slugline: 'MARKETS', summary: 'Markets opened higher.', keyPoints: ['Up.'] },
  authors: [{ name: 'Ada Moravec' }, { name: 'Émile Garnier' }],
  dateline: { place: 'Oslo' },
  images: [
    {
      ...{ url: 'https://img.example/ä|.jpg', alt: 'A floor', caption: 'The floor', credit: 'Eva' },
      ...{
        width: 1600,
        height: 900,
        mediaType: 'image/jpeg',
        bytes: 345_678,
        focalPoint: { x: 0.25, y: 0.5 },
      },
      variants: [{ url: 'https://img.example/800.jpg', width: 800 }],
    },
  ],
  sources: [{ key: 's1', kind: 'media_report' as const, stated: 'a newspaper' }],
  provenance: { distributor: 'A Wire', digitalSourceType: 'trainedAlgorithmicMedia' },
  entities: [
    { key: 'palantir', rel: 'about' as const },
    { key: 'sam-altman', rel: 'mentions' as const },
  ],
  instruments: [{ key: 'pltr', via: 'palantir' }, { key: 'msft' }],
  topics: [{ scheme: 'medtop', code: '20001298' }],
}

test('the sample is valid, and says what it concerns', async () => {
  const { read } = await newsroomApp()
  const item = await read(sampleSlug)
  const symbol = { exchange: 'XNAS', symbol: 'PLTR' }
  expect(item.organisations).toContainEqual(
    expect.objectContaining({
      name: 'Palantir',
      rel: 'mentions',
      symbols: [expect.objectContaining(symbol)],
    }),
  )
  expect(item.people.map(({ name }: { name: string }) => name)).toEqual(['Sam Altman', 'Pete Hegseth'])
  expect(item.objects).toHaveLength(1)
  expect(item.places).toHaveLength(2)
  expect(item.subjects).toHaveLength(5)
  expect(JSON.stringify(item)).not.toMatch(/null|expires|embargoedUntil/)
})

test('every field finds its place', async () => {
  const { publish, read } = await newsroomApp()
  const id = await publish(full)
  const item = await read('full')
  expect(item).toMatchObject({
    uri: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
    standard: { name: 'ninjs', version: '3.1' },
    ...{ type: 'text', representationType: 'full', version: '1', pubStatus: 'usable', language: 'en' },
    ...{ copyrightHolder: 'The Tape', copyrightNotice: '© The Tape', slugline: 'MARKETS', located: 'Oslo' },
    by: 'Ada Moravec, Émile Garnier',
    headlines: [
      { role: 'main', value: 'Markets Open Higher' },
      { role: 'short', value: 'Higher' },
    ],
    bodies: [{ contentType: 'text/html' }, { contentType: 'text/plain', charCount: expect.any(Number) }],
    infoSources: [
      { name: 'a newspaper', role: 'media_report' },
      { name: 'A Wire', role: 'distributor' },
    ],
    organisations: [
      { name: 'Palantir', uri: 'https://api.example/v1/entities/palantir', symbols: [{ symbol: 'PLTR' }] },
      { symbols: [{ symbol: 'MSFT' }] },
    ],
    subjects: [{ uri: 'http://cv.iptc.org/newscodes/mediatopic/20001298' }],
    digitalSourceType: { uri: 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia' },
    altIds: [
      { role: 'canonical', value: 'https://news.example/en/full' },
      { role: 'id', value: id },
    ],
    associations: [
      {
        ...{ uri: 'https://img.example/%C3%A4%7C.jpg', type: 'picture', by: 'Eva' },
        renditions: [
          { name: 'original', sizeInBytes: 345_678, poi: { x: 400, y: 450 } },
          { name: '800w', href: 'https://img.example/800.jpg', width: 800 },
        ],
      },
    ],
  })
  const roles = item.descriptions.map(({ role }: { role: string }) => role)
  expect(roles.slice(0, 2)).toEqual(['summary', 'keypoint'])
})

test('its id is the same in every version and under every address', async () => {
  const { desk, time, publish, read } = await newsroomApp()
  const id = await publish({ slug: 'first' })
  const before = await read('first')
  time.advance(1_000)
  await desk.update(articleKind, id, anArticle({ slug: 'second' }))
  const after = await read('second')
  expect(after).toMatchObject({ uri: before.uri, version: '2' })
  expect(after.versionCreated > after.firstCreated).toBe(true)
})

test('it has the corrections, and the disclaimers of the audience in each text', async () => {
  const { db, desk, publish, read } = await newsroomApp()
  await desk.publish(disclaimerKind, aDisclaimer())
  await db.write((write) => putRules(write, [aRule({ when: { jurisdictions: ['DE'] } })]))
  await desk.correct(await publish({ slug: 'told', body: [aBlock('Shares < rose.')] }))
  const item = await read('told', '?jurisdiction=DE')
  expect(item.edNote).toBe('The direction was wrong.')
  const roles = item.descriptions.map(({ role }: { role: string }) => role)
  expect(roles).toEqual(expect.arrayContaining(['correction', 'disclaimer']))
  const [html, text] = item.bodies
  for (const { value } of [html, text]) expect(value).toContain('You may lose all you invest.')
  expect(html.value).toContain('Shares &lt; rose.')
  expect(text.value).toContain('Shares < rose.')
  expect(JSON.stringify(await read('told'))).not.toContain('Capital at risk')
})

test('it is refused and redirected as the article is', async () => {
  const { http, desk, time, publish } = await newsroomApp()
  const path = (slug: string, query = '') => `/v1/articles/${slug}/ninjs${query}`
  await http.get(path('absent')).expect(404)
  const id = await publish({ slug: 'early', blockedIn: ['DE'] })
  await http.get(path('early', '?jurisdiction=DE')).expect(451)
  time.advance(120_000)
  await desk.update(articleKind, id, anArticle({ slug: 'late' }))
  const { headers } = await http.get(path('early')).expect(308)
  expect(headers.location).toBe(path('late'))
  await http.get(path('early', '?asOf=2026-04-01T00:00:01Z')).expect(200)
  await desk.retract(id)
  expect((await http.get(path('late')).expect(410)).body.notice).toBe('This story was wrong.')
})

test('the list is a valid item, with the articles as they are alone, and retractions by their notice', async () => {
  const { http, desk, publish, read } = await newsroomApp()
  await publish(full)
  await desk.retract(await publish({ slug: 'gone', headline: 'Never Again' }))
  const list = async (query: string) => {
    const { body, text, headers } = await http.get(`/feeds/ninjs.json${query}`).expect(200)
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expectNinjs(body)
    expect(text).not.toContain('Never Again')
    return body
  }
  const all = await list('')
  expect(all).toMatchObject({ type: 'composite', title: 'The Tape', copyrightNotice: '© The Tape' })
  const [gone, first, sample] = all.associations
  expect(gone).toMatchObject({ name: 'Retracted', pubStatus: 'canceled' })
  expect(gone.descriptions[0].value).toBe('This story was wrong.')
  const { name, ...item } = first
  const { bodies, ...alone } = await read('full')
  expect(name).toBe('Markets Open Higher')
  expect(item).toEqual({ ...alone, bodies: bodies.slice(0, 1) })
  expect(sample.associations).toBeUndefined()
  const found = await list('?instrument=XNAS:PLTR&limit=1&body=none')
  expect(found.associations[0]).toMatchObject({ uri: first.uri, representationType: 'partial' })
  const next = found.altIds.find(({ role }: { role: string }) => role === 'next').value
  expect(next).toMatch(/^https:\/\/api\.example\/feeds\/ninjs\.json\?/)
  const { body } = await http.get(next.replace('https://api.example', '')).expect(200)
  expect(body.associations.map(({ uri }: { uri: string }) => uri)).toEqual([sample.uri])
})

test('every URL of an image becomes a URI', () => {
  const isUri = ajv.compile({ type: 'string', format: 'uri' })
  const end = fc.string({ unit: fc.constantFrom(...'/?#%[]|^`{}"<>é%2äa1&=+:@') })
  fc.assert(
    fc.property(end, (text) => {
      const url = `https://img.example/${text}`
      fc.pre(WebUrl.safeParse(url).success)
      expect(isUri(toUri(url)), toUri(url)).toBe(true)
      expect(new URL(toUri(url)).origin).toBe('https://img.example')
    }),
  )
})
