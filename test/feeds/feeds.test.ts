import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { feedPaths } from '../http/paths.ts'
import { aBlock, anArticle, aRule } from '../makers.ts'
import { openFeeds } from './feeds.ts'
import { expectXml, seenBy } from './readers.ts'

const origin = 'https://news.example'

interface JsonItem {
  readonly id: string
  readonly title: string
  readonly url: string
  readonly content_html?: string
  readonly content_text?: string
}

async function openSeven() {
  const world = await openFeeds()
  for (let index = 1; index <= 7; index += 1)
    await world.desk.publish(
      articleKind,
      anArticle({
        ...{ slug: `story-${index}`, headline: `Story ${index}`, locale: index % 2 ? 'en' : 'de' },
        publishedAt: `2026-03-0${index}T00:00:00.000Z`,
      }),
    )
  const titles = async (query: string) =>
    JSON.parse(await world.get(`/feeds/feed.json${query}`)).items.map(({ title }: JsonItem) => title)
  return { ...world, titles }
}

test('a feed has the articles of the list with the same filters, search and order, at the same moment', async () => {
  const { http, titles, time, desk } = await openSeven()
  time.advance(1_000)
  await desk.publish(articleKind, anArticle({ slug: 'latest', headline: 'The latest', urgency: 1 }))
  for (const query of [
    ...[
      '',
      '?locale=de',
      '?limit=3',
      '?sort=publishedAt',
      '?urgencyMax=1',
      '?q=latest',
      '?q=story&sort=relevance',
    ],
    ...[
      '?asOf=2026-04-01T00:00:00.500Z',
      '?publishedFrom=2026-03-03T00:00:00Z&publishedTo=2026-03-05T00:00:00Z',
    ],
    ...['?type=opinion', '?storyKey=story-3,story-4'],
  ]) {
    const { body } = await http.get(`/v1/articles${query}`).expect(200)
    expect({ query, titles: await titles(query) }).toEqual({
      query,
      titles: body.data.map(({ headline }: { headline: string }) => headline),
    })
  }
})

test.each(feedPaths)('%s leads through its pages, which have one id and name the first', async (path) => {
  const { get, desk } = await openSeven()
  const linkIn = (text: string, rel: string) => {
    if (path.endsWith('ninjs.json'))
      return JSON.parse(text).altIds.find(({ role }: { role: string }) => role === rel)?.value
    if (path.endsWith('.json')) return JSON.parse(text)[{ self: 'feed_url', next: 'next_url' }[rel] ?? 'none']
    const [link] = text.match(new RegExp(`<(?:atom:)?link rel="${rel}" type="[^"]*" href="[^"]*"`)) ?? []
    return link
      ?.replace(/.*href="/, '')
      .replace(/"$/, '')
      .replaceAll('&#38;', '&')
  }
  const seen: string[] = []
  const ids = new Set<string | undefined>()
  let url: string | undefined = `${origin}${path}?locale=en&limit=2`
  for (let pages = 0; url; pages += 1) {
    const text = await get(url.replace(origin, ''))
    expect(linkIn(text, 'self')).toBe(url)
    if (!path.endsWith('.json'))
      expect(linkIn(text, 'first')).toBe(pages === 0 ? undefined : `${origin}${path}?locale=en&limit=2`)
    if (path.includes('atom')) ids.add(/<id>(.*?)<\/id>/.exec(text)?.[1])
    seen.push(...new Set(text.match(/Story \d/g)))
    // What comes between the pages is none of theirs.
    await desk.publish(articleKind, anArticle({ slug: `between-${pages}`, headline: 'Story 9' }))
    url = linkIn(text, 'next')
  }
  expect(seen).toEqual(['Story 7', 'Story 5', 'Story 3', 'Story 1'])
  expect(ids.size).toBe(path.includes('atom') ? 1 : 0)
})

test('an id is a UUID of version 5, which neither a new address nor a new version changes', async () => {
  const { desk, all } = await openFeeds()
  const id = await desk.publish(articleKind, anArticle())
  const idsNow = async () => [
    ...new Set(
      Object.values(await seenBy(await all()))
        .flat()
        .map((seen) => seen.id),
    ),
  ]
  const [urn, ...others] = await idsNow()
  expect(others).toEqual([])
  expect(urn).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  await desk.update(articleKind, id, anArticle({ slug: 'another-slug', headline: 'Another' }))
  expect(await idsNow()).toEqual([urn])
})

test('absolute addresses begin with PUBLIC_URL and ARTICLE_URL, never with what the request says', async () => {
  const environment = { ARTICLE_URL: 'https://front.example/{locale}/{slug}?id={id}' }
  const { desk, http } = await openFeeds({ environment })
  const body = [
    {
      ...aBlock(''),
      markDefs: [{ _type: 'link' as const, _key: 'l1', href: '/markets?a=1&b=2' }],
      children: [{ _type: 'span' as const, text: '<a href="/x">', marks: ['l1'] }],
    },
  ]
  const id = await desk.publish(articleKind, anArticle({ body }))
  for (const path of feedPaths) {
    const { text } = await http.get(path).set('Host', 'evil.example').buffer(true).expect(200)
    expect(text).not.toContain('evil')
    expect(text).toContain(`https://front.example/en/markets-open-higher?id=${id}`)
    expect(text.replaceAll('\\', '')).toContain(
      '<a href="https://front.example/markets?a=1&amp;b=2">&lt;a href="/x"&gt;',
    )
    expect(text).toContain(`${origin}${path}`)
  }
})

test('with body=none there is no text, and without a required disclaimer no article', async () => {
  const { desk, db, all } = await openFeeds()
  await desk.publish(articleKind, anArticle({ summary: 'In short' }))
  const [item] = JSON.parse((await all('?body=none')).json).items
  expect(item).toMatchObject({ content_text: 'In short', summary: 'In short' })
  for (const text of Object.values(await all('?body=none'))) {
    expect(text).not.toContain('Shares rose')
    expect(text).toContain('In short')
  }
  await db.write((write) => putRules(write, [aRule({ required: true })]))
  for (const items of Object.values(await seenBy(await all('?body=none')))) expect(items).toEqual([])
})

test('an article is left out where it is blocked, and an empty feed is one too', async () => {
  const { desk, all } = await openFeeds()
  await desk.publish(articleKind, anArticle({ blockedIn: ['EU'] }))
  for (const items of Object.values(await seenBy(await all('?jurisdiction=US'))))
    expect(items).toHaveLength(1)
  const feeds = await all('?jurisdiction=DE')
  for (const items of Object.values(await seenBy(feeds))) expect(items).toEqual([])
  expectXml(feeds.rss)
  expectXml(feeds.atom)
})

test.each(feedPaths)('%s is answered conditionally, and its errors are problem documents', async (path) => {
  const { desk, http } = await openFeeds()
  await desk.publish(articleKind, anArticle())
  const { headers } = await http.get(path).expect(200)
  await http.get(path).set('If-None-Match', String(headers.etag)).expect(304)
  await desk.publish(articleKind, anArticle({ slug: 'more' }))
  await http.get(path).set('If-None-Match', String(headers.etag)).expect(200)
  for (const [query, parameter] of [
    ...[
      ['body=text', 'body'],
      ['fields=id', 'fields'],
      ['total=true', 'total'],
      ['minSeq=1', 'minSeq'],
    ],
    ...[
      ['sort=relevance', 'sort'],
      ['limit=101', 'limit'],
      ['cursor=x', 'cursor'],
      ['q=', 'q'],
    ],
  ]) {
    const { body, type } = await http.get(`${path}?${query}`).expect(400)
    expect(type).toBe('application/problem+json')
    expect(body.errors[0].parameter).toBe(parameter)
  }
})

test('an entry of Atom names its translations, by what they translate alone', async () => {
  const { get, desk } = await openFeeds({
    environment: { ARTICLE_URL: 'https://news.example/{locale}/{slug}' },
  })
  const publish = (fields: Parameters<typeof anArticle>[0]) => desk.publish(articleKind, anArticle(fields))
  const of = await publish({ slug: 'original', storyKey: 'story' })
  const translation = { of, version: 1, method: 'human' as const }
  await publish({ slug: 'german', locale: 'de', translation })
  await desk.hold(await publish({ slug: 'held', locale: 'es', translation }))
  await publish({ slug: 'other', locale: 'fr', storyKey: 'story' })
  const feed = await get('/feeds/atom.xml')
  const entries = feed.split('<entry').slice(1)
  const links = (slug: string) =>
    [...(entries.find((one) => one.includes(`/${slug}"`)) ?? '').matchAll(/hreflang="(\w+)" href="([^"]+)"/g)]
      .map(([, locale, url]) => `${locale} ${url}`)
      .sort()
  const both = ['de https://news.example/de/german', 'en https://news.example/en/original']
  expect(links('original')).toEqual(both)
  expect(entries.filter((one) => one.includes('hreflang="de"'))).toHaveLength(2)
  expect(links('other')).toEqual(['fr https://news.example/fr/other'])
})
