import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { publish } from '../../src/publishing/acts/publish.ts'
import { createDocument } from '../../src/publishing/documents/documents.ts'
import { testApp } from '../helpers.ts'
import { anArticle, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

const settings = {
  ...{ PUBLIC_URL: 'https://api.example', ARTICLE_URL: 'https://news.example/{locale}/{slug}' },
  ...{ SITE_NAME: 'Tape & Co', DEFAULT_JURISDICTION: 'DE' },
}

async function openNewsroom(environment: Record<string, string> = settings) {
  const world = await testApp({ sample: false, environment })
  const desk = newsroom(world.db)
  const get = async (path: string) => {
    const { text, headers } = await world.http.get(path).buffer(true).expect(200)
    expect(headers['cache-control']).toBe('public, max-age=60')
    if (!path.endsWith('.xml')) return text
    expect(headers['content-type']).toBe('application/xml; charset=utf-8')
    expect(XMLValidator.validate(text)).toBe(true)
    return text
  }
  const publish = (...[fields, times]: [Parameters<typeof anArticle>[0], { publishAt?: string }?]) =>
    desk.publish(articleKind, anArticle(fields), times)
  const addresses = async (path: string) =>
    [...(await get(path)).matchAll(/<loc>(.*?)<\/loc>/g)].map(([, url]) => url)
  return { ...world, desk, get, publish, addresses }
}

const at = (slug: string, publishedAt: string) => ({ slug, publishedAt })
const index = '/sitemap.xml'

test('the index leads to each month, and a month to its articles', async () => {
  const { publish, get, addresses } = await openNewsroom()
  await publish(at('b', '2026-03-02T00:00:00Z'))
  await publish(at('a', '2026-03-01T00:00:00Z'))
  await publish(at('c', '2025-12-31T23:59:59.999Z'))
  const files = await addresses(index)
  expect(files).toEqual([
    'https://api.example/sitemaps/2025-12-1.xml',
    'https://api.example/sitemaps/2026-03-1.xml',
  ])
  expect(await addresses('/sitemaps/2026-03-1.xml')).toEqual([
    'https://news.example/en/a',
    'https://news.example/en/b',
  ])
  expect(await addresses('/sitemaps/2025-12-1.xml')).toEqual(['https://news.example/en/c'])
  expect(await get('/sitemaps/2025-12-1.xml')).toMatch(/<lastmod>2026-04-01T00:00:0\dZ<\/lastmod>/)
})

test('it follows every change, at its moment', async () => {
  const { desk, publish, addresses, time } = await openNewsroom()
  const files = async () => (await addresses(index)).map((url) => url?.slice(-13))
  expect(await files()).toEqual([])
  const first = await publish(at('first', '2026-01-01T00:00:00Z'))
  expect(await files()).toEqual(['2026-01-1.xml'])
  await publish(at('later', '2026-02-01T00:00:00Z'), { publishAt: '2026-04-02T00:00:00.000Z' })
  expect(await files()).toEqual(['2026-01-1.xml'])
  time.set('2026-04-02T00:00:00.000Z')
  expect(await files()).toEqual(['2026-01-1.xml', '2026-02-1.xml'])
  await desk.update(articleKind, first, anArticle(at('first', '2025-11-01T00:00:00Z')))
  expect(await files()).toEqual(['2025-11-1.xml', '2026-02-1.xml'])
  await desk.hold(first)
  expect(await files()).toEqual(['2026-02-1.xml'])
  await desk.release(first)
  expect(await files()).toEqual(['2025-11-1.xml', '2026-02-1.xml'])
  await desk.retract(first)
  expect(await files()).toEqual(['2026-02-1.xml'])
})

test('lastmod is the second at which the public version became visible', async () => {
  const { desk, publish, get, time } = await openNewsroom()
  const id = await publish(at('one', '2026-03-01T00:00:00Z'))
  time.set('2026-04-03T12:34:56.789Z')
  await desk.correct(id)
  expect(await get('/sitemaps/2026-03-1.xml')).toContain('<lastmod>2026-04-03T12:34:56Z</lastmod>')
})

test('no lastmod of a file hides a retraction', async () => {
  const { desk, publish, get, http, time } = await openNewsroom()
  await publish(at('kept', '2026-03-01T00:00:00Z'))
  const wrong = await publish(at('wrong', '2026-03-02T00:00:00Z'))
  const { etag = '' } = (await http.get('/sitemaps/2026-03-1.xml')).headers
  time.set('2026-04-03T00:00:00.000Z')
  await desk.retract(wrong)
  expect(await get(index)).not.toContain('lastmod')
  await http.get('/sitemaps/2026-03-1.xml').set('If-None-Match', etag).expect(200)
})

test('translations are named by what they translate alone, each by all', async () => {
  const { publish, get } = await openNewsroom()
  const of = await publish({ ...at('original', '2026-03-01T00:00:00Z'), storyKey: 'story' })
  const translation = { of, version: 1, method: 'human' as const }
  await publish({ ...at('german', '2026-03-02T00:00:00Z'), locale: 'de', translation })
  await publish({ ...at('other', '2026-03-03T00:00:00Z'), locale: 'fr', storyKey: 'story' })
  const { urlset } = new XMLParser({ ignoreAttributes: false }).parse(await get('/sitemaps/2026-03-1.xml'))
  const [original, german, other] = urlset.url
  expect(original['xhtml:link']).toEqual([
    { '@_rel': 'alternate', '@_hreflang': 'de', '@_href': 'https://news.example/de/german' },
    { '@_rel': 'alternate', '@_hreflang': 'en', '@_href': 'https://news.example/en/original' },
  ])
  expect(german['xhtml:link']).toEqual(original['xhtml:link'])
  expect(other['xhtml:link']).toBeUndefined()
})

test('the News sitemap has the last two days, and forgets what is older', async () => {
  const { publish, addresses, get, time } = await openNewsroom()
  await publish({ ...at('old', '2026-03-30T00:00:00Z'), headline: 'Old' })
  await publish({ ...at('fresh', '2026-03-31T12:00:00Z'), headline: 'A < B & C', locale: 'zh-TW' })
  const text = await get('/sitemap-news.xml')
  expect(await addresses('/sitemap-news.xml')).toEqual(['https://news.example/zh-TW/fresh'])
  expect(new XMLParser({ htmlEntities: true }).parse(text).urlset.url['news:news']).toEqual({
    'news:publication': { 'news:name': 'Tape & Co', 'news:language': 'zh-tw' },
    'news:publication_date': '2026-03-31T12:00:00Z',
    'news:title': 'A < B & C',
  })
  time.set('2026-04-02T11:59:59.999Z')
  expect(await addresses('/sitemap-news.xml')).toHaveLength(1)
  time.set('2026-04-02T12:00:00.000Z')
  expect(await addresses('/sitemap-news.xml')).toEqual([])
})

test('what is blocked in the default jurisdiction is in none, nor what lacks a required disclaimer', async () => {
  const { db, publish, addresses } = await openNewsroom()
  await publish({ ...at('blocked', '2026-04-01T00:00:00Z'), blockedIn: ['EU'] })
  await publish(at('seen', '2026-04-01T00:00:00Z'))
  expect(await addresses(index)).toHaveLength(1)
  for (const path of ['/sitemaps/2026-04-1.xml', '/sitemap-news.xml'])
    expect(await addresses(path)).toEqual(['https://news.example/en/seen'])
  await db.write((write) => putRules(write, [aRule({ required: true })]))
  for (const path of ['/sitemaps/2026-04-1.xml', '/sitemap-news.xml'])
    expect(await addresses(path)).toEqual([])
})

test('a translation that lacks a required disclaimer is named by no other', async () => {
  const { db, publish, get, addresses } = await openNewsroom()
  const of = await publish(at('original', '2026-03-01T00:00:00Z'))
  const translation = { of, version: 1, method: 'human' as const }
  await publish({ ...at('german', '2026-04-01T00:00:00Z'), locale: 'de', translation })
  const path = '/sitemaps/2026-03-1.xml'
  expect(await get(path)).toContain('hreflang="de"')
  await db.write((write) => putRules(write, [aRule({ required: true, when: { locales: ['de'] } })]))
  expect(await addresses(path)).toEqual(['https://news.example/en/original'])
  expect(await get(path)).not.toContain('hreflang')
})

test('ended versions take the place of no article, however many they are', async () => {
  const { db, publish: publishOne, addresses, time } = await openNewsroom()
  const documentId = await publishOne(at('changing', '2026-03-01T00:00:00Z'))
  await publishOne(at('later', '2026-03-02T00:00:00Z'))
  for (let done = 0; done < 2_000; done += 1) {
    if (done % 1_000 === 0) time.set(`2026-04-02T00:00:0${done / 1_000}.000Z`)
    await db.write((write) => publish(write, articleKind, { documentId, revision: 1 }))
  }
  expect(await addresses(index)).toEqual(['https://api.example/sitemaps/2026-03-1.xml'])
  expect(await addresses('/sitemaps/2026-03-1.xml')).toEqual([
    'https://news.example/en/changing',
    'https://news.example/en/later',
  ])
})

test('a month may fill several files', async () => {
  const { db, desk, addresses } = await openNewsroom()
  const slugs = Array.from({ length: 2_001 }, (_, number) => `a-${number}`)
  await desk.publish(articleKind, anArticle(at('first', '2026-03-01T00:00:00Z')))
  expect(await addresses(index)).toHaveLength(1)
  await db.write(async (write) => {
    for (const slug of slugs) {
      const content = anArticle(at(slug, '2026-03-02T00:00:00Z'))
      const documentId = await createDocument(write, articleKind, content)
      await publish(write, articleKind, { documentId, revision: 1 })
    }
  })
  expect((await addresses(index)).map((url) => url?.slice(-13))).toEqual(['2026-03-1.xml', '2026-03-2.xml'])
  const [one, two] = [await addresses('/sitemaps/2026-03-1.xml'), await addresses('/sitemaps/2026-03-2.xml')]
  expect([one.length, two.length]).toEqual([2_000, 2])
  expect(new Set([...one, ...two]).size).toBe(2_002)
})

test('robots.txt names them; other files do not exist, and SITEMAPS=false turns all off', async () => {
  const { http, get } = await openNewsroom()
  expect(await get('/robots.txt')).toContain('Sitemap: https://api.example/sitemap.xml\n')
  for (const name of ['2026-03-1', '2026-13-1', '2026-03-0', '2026-03-01', 'x'])
    await http.get(`/sitemaps/${name}.xml`).expect(404)
  const off = await openNewsroom({ SITEMAPS: 'false' })
  for (const path of ['/robots.txt', index, '/sitemap-news.xml', '/sitemaps/2026-03-1.xml'])
    await off.http.get(path).expect(404)
})
