import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { publicUrl, sampleSlug, testApp } from '../helpers.ts'
import { aDisclaimer, anArticle, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { elementsOf } from '../site/html.ts'
import { expectSafe, named, textOf } from './html.ts'
import { putSubjects, richArticle } from './rich.ts'

const article = `/articles/${sampleSlug}`

async function richWorld(environment: Record<string, string> = {}) {
  const world = await testApp({ sample: false, environment })
  await putSubjects(world.db)
  const desk = newsroom(world.db)
  const id = await desk.publish(articleKind, richArticle())
  return { ...world, desk, id }
}

test('an article has all its parts, each in its element', async () => {
  const { http, desk, id } = await richWorld()
  await desk.publish(
    articleKind,
    richArticle({
      ...{ slug: 'auf-deutsch', locale: 'de', headline: 'Acme drosselt', storyKey: 'rich' },
      translation: { of: id, version: 1, method: 'human' },
    }),
  )
  await desk.correct(id, { was: 'three', is: 'two', note: 'Wrong number.', patch: {} })
  const { text, headers } = await http.get('/articles/rich').expect(200)
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-language': 'en',
    'cache-control': 'public, max-age=15, stale-while-revalidate=15, stale-if-error=3600',
  })
  const elements = expectSafe(text, headers['content-security-policy'])
  const texts = (tagName: string, className?: string) => named(elements, tagName, className).map(textOf)
  expect(texts('h1')).toEqual(['Acme Cuts Steel Output'])
  expect(texts('p', 'standfirst')).toEqual(['Power is too dear.'])
  expect(texts('p', 'byline')).toEqual(['By Ada Moravec'])
  expect(texts('span', 'dateline')).toEqual(['Duisburg, March 30, 2026'])
  expect(texts('p', 'lead')).toEqual(['Acme will close two furnaces.'])
  expect(texts('ul', 'key-points')).toEqual(['Output falls'])
  expect(texts('del')).toEqual(['three'])
  expect(texts('ins')).toEqual(['two'])
  expect(texts('caption')).toEqual(['Key figures'])
  expect(texts('td')).toEqual(['about €4.25 billion'])
  const rows = named(elements, 'th').map(({ properties }) => properties.scope)
  expect(rows).toEqual(['col', 'col', 'row'])
  expect(texts('blockquote')).toEqual(['We stay'])
  expect(named(elements, 'time').map(({ properties }) => properties.dateTime)).toContain('2009')
  expect(named(elements, 'img').map(({ properties }) => properties.src)).toEqual([
    'https://images.example/one.jpg',
    'https://images.example/two.jpg',
  ])
  const links = new Map(
    named(elements, 'a')
      .reverse()
      .map((one) => [one.properties.href, one]),
  )
  expect(links.get('/articles/auf-deutsch')?.properties).toMatchObject({ hrefLang: 'de', lang: 'de' })
  for (const address of [
    '/topics/own:steel',
    '/instruments/XNYS:ACM',
    'https://acme.example/notice',
    '#bt-b1',
  ])
    expect([...links.keys()]).toContain(address)
  expect(texts('p', 'reason')).toEqual(['The same story in German'])
  expect([...links.keys()]).toContain('/articles/rich?asOf=2026-04-01T00:00:00.001Z')
})

test('corrections stand before the text', async () => {
  const { http, desk, id } = await richWorld()
  await desk.correct(id, { note: 'The number was wrong.', patch: {} })
  const { text } = await http.get('/articles/rich').expect(200)
  expect(text.indexOf('The number was wrong.')).toBeLessThan(
    text.indexOf('Acme will close two furnaces.</p>'),
  )
})

test('an earlier version says so, is not indexed, and leads to now', async () => {
  const { http, desk, id, time } = await richWorld()
  const before = '2026-04-01T00:00:00.001Z'
  time.advance(60_000)
  await desk.correct(id, { patch: { headline: 'Acme Keeps Steel Output' } })
  const { text } = await http.get(`/articles/rich?asOf=${before}`).expect(200)
  const elements = elementsOf(text)
  expect(named(elements, 'h1').map(textOf)).toEqual(['Acme Cuts Steel Output'])
  expect(named(elements, 'p', 'past').map(textOf)).toEqual([
    'As it was at April 1, 2026 at 12:00 AM UTC. Read what is public now',
  ])
  expect(text).toContain('<meta name="robots" content="noindex">')
  expect((await http.get('/articles/rich').expect(200)).text).not.toContain('noindex')
})

test('each disclaimer stands at its place, and an interstitial one is shown first until it is passed', async () => {
  const { http, db, desk } = await richWorld()
  const places = ['top', 'after_lead', 'after_body', 'footer', 'interstitial'] as const
  for (const placement of places)
    await desk.publish(
      disclaimerKind,
      aDisclaimer({
        key: placement.replace('_', '-'),
        title: `At ${placement}`,
        text: `Text of ${placement}`,
      }),
    )
  await db.write((write) =>
    putRules(
      write,
      places.map((placement) => {
        const disclaimer = placement.replace('_', '-')
        return aRule({ key: disclaimer, disclaimer, placement })
      }),
    ),
  )
  const first = await http.get('/articles/rich?jurisdiction=DE').expect(200)
  expect(first.text).toContain('Text of interstitial')
  for (const hidden of ['close two furnaces', 'Text of top', 'Net debt'])
    expect(first.text).not.toContain(hidden)
  const [onward = ''] = named(
    expectSafe(first.text, first.headers['content-security-policy']),
    'a',
    'onward',
  ).map(({ properties }) => String(properties.href))
  expect(onward).toMatch(/^\/articles\/rich\?passed=[0-9a-f]{16}&jurisdiction=DE$/)
  const { text } = await http.get(onward).expect(200)
  const order = ['Text of top', '<h1>', '"lead"', 'after_lead', 'shares fell', 'after_body', 'Text of footer']
  const shown = text.slice(text.indexOf('<body>'))
  const found = order.map((part) => shown.indexOf(part))
  expect(found).toEqual([...found].sort((one, other) => one - other))
  expect(shown).not.toContain('Text of interstitial')
  // Another text has to be passed again.
  await desk.publish(disclaimerKind, aDisclaimer({ key: 'new', title: 'New', text: 'Another text' }))
  await db.write((write) =>
    putRules(write, [aRule({ key: 'new', disclaimer: 'new', placement: 'interstitial' })]),
  )
  expect((await http.get(onward).expect(200)).text).toContain('Another text')
})

test('an id and an earlier slug redirect to the page of the slug, with what they are asked for', async () => {
  const { http, desk, id, time } = await richWorld()
  const to = (path: string) => http.get(path).expect(308)
  expect((await to(`/articles/${id}?jurisdiction=DE&utm_source=x`)).headers.location).toBe(
    '/articles/rich?jurisdiction=DE',
  )
  time.advance(1_000)
  await desk.update(articleKind, id, richArticle({ slug: 'richer' }))
  const { headers } = await to('/articles/rich')
  expect(headers).toMatchObject({ location: '/articles/richer', 'cache-control': 'public, max-age=15' })
})

test('programs find what the article is: canonical address, Open Graph, JSON-LD, feeds', async () => {
  const { http } = await testApp()
  const { text } = await http.get(article).expect(200)
  const elements = elementsOf(text)
  const links = named(elements, 'link').map(({ properties: { rel, href } }) => [[rel].flat().join(' '), href])
  expect(links).toContainEqual(['canonical', `${publicUrl}${article}`])
  expect(links).toContainEqual(['alternate', '/feeds/atom.xml'])
  expect(links).toContainEqual(['alternate', '/feeds/atom.xml?topic=medtop:20001298'])
  const properties = new Map(
    [...text.matchAll(/<meta property="([^"]+)" content="([^"]+)">/g)].map(([, name, value]) => [
      name,
      value,
    ]),
  )
  expect(properties.get('og:url')).toBe(`${publicUrl}${article}`)
  expect(properties.get('og:type')).toBe('article')
  const [script] = named(elements, 'script')
  const described = JSON.parse(script ? textOf(script) : '')
  const { text: expectedText } = await http.get(`/v1${article}/jsonld`).buffer(true).expect(200)
  const { articleBody: _, ...expected } = JSON.parse(expectedText)
  expect(described).toEqual(expected)
})

test('where ARTICLE_URL is set, it is the canonical address, and the pages still link to each other', async () => {
  const { http } = await testApp({ environment: { ARTICLE_URL: 'https://front.example/{slug}' } })
  const { text } = await http.get(article).expect(200)
  expect(text).toContain(`<link rel="canonical" href="https://front.example/${sampleSlug}">`)
  expect((await http.get('/').expect(200)).text).toContain(`href="${article}"`)
})

test('an article in a language without words here has them in English, and its own text marked', async () => {
  const { http, db } = await testApp({ sample: false })
  await newsroom(db).publish(
    articleKind,
    anArticle({ slug: 'he', locale: 'he', headline: 'שווקים', summary: 'עלו' }),
  )
  const { text } = await http.get('/articles/he').expect(200)
  const elements = elementsOf(text)
  expect(named(elements, 'html').map(({ properties: { lang, dir } }) => [lang, dir])).toEqual([['en', 'ltr']])
  for (const one of [
    ...named(elements, 'h1'),
    ...named(elements, 'p', 'standfirst'),
    ...named(elements, 'div', 'text'),
  ])
    expect(one.properties).toMatchObject({ lang: 'he', dir: 'rtl' })
})

test.each([
  ['ar', 'rtl', 'بحث'],
  ['de-AT', 'ltr', 'Suche'],
  ['zh-TW', 'ltr', '搜尋'],
  ['zh', 'ltr', '搜索'],
  ['ja', 'ltr', '検索'],
  ['en-GB', 'ltr', 'Search'],
])('a page in %s speaks it', async (locale, dir, word) => {
  const { http, db } = await testApp({ sample: false })
  await newsroom(db).publish(articleKind, anArticle({ slug: 'story', locale }))
  const { text } = await http.get('/articles/story').expect(200)
  expect(text).toContain(`<html lang="${locale}" dir="${dir}">`)
  expect(text).toContain(`>${word}</a>`)
})
