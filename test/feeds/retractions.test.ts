import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { putLibrary } from '../articles/library.ts'
import { anArticle } from '../makers.ts'
import { openFeeds } from './feeds.ts'
import { expectXml, seenBy } from './readers.ts'

const day = 24 * 60 * 60 * 1000
const notice = 'This story was <b>wrong</b> & is withdrawn.\nSorry ]]>'
const secret = { slug: 'killed-words', headline: 'Killed Words', summary: 'Killed summary' }

async function openRetracted(fields: Parameters<typeof anArticle>[0] = {}) {
  const world = await openFeeds()
  await putLibrary(world.db)
  const id = await world.desk.publish(articleKind, anArticle({ ...secret, ...fields }))
  const [before] = JSON.parse((await world.all()).json).items
  const idsOf = async (query = '') =>
    JSON.parse(await world.get(`/feeds/feed.json${query}`)).items.map((item: { id: string }) => item.id)
  return { ...world, id, urn: before.id as string, idsOf }
}

test('a retraction is told in each format, under the id that the article had, without a word of it', async () => {
  const { desk, id, urn, all, time } = await openRetracted()
  await desk.publish(articleKind, anArticle())
  time.advance(5_000)
  await desk.retract(id, { notice })
  const feeds = await all()
  for (const text of Object.values(feeds)) expect(text).not.toMatch(/killed/i)
  expectXml(feeds.rss)
  expectXml(feeds.atom)
  const when = '2026-04-01T00:00:05.000Z'
  expect(feeds.atom).toContain(
    `<at:deleted-entry ref="${urn}" when="${when}"><at:comment>This story was &#60;b&#62;wrong&#60;/b&#62; &#38; is withdrawn.\nSorry ]]&#62;</at:comment></at:deleted-entry>`,
  )
  expect(JSON.parse(feeds.json).items[0]).toEqual({
    ...{ id: urn, title: 'Retracted', content_text: notice },
    ...{ date_published: when, date_modified: when },
  })
  const escaped = notice.replaceAll('&', '&#38;').replaceAll('<', '&#60;').replaceAll('>', '&#62;')
  const seen = await seenBy(feeds)
  expect(seen['rss-parser of RSS']?.[0]).toEqual({
    ...{ id: urn, title: 'Retracted', url: undefined, html: undefined },
    summary: escaped,
  })
  for (const items of Object.values(seen)) expect(items.at(-1)?.title).toBe('Markets Open Higher')
  expect(seen['rss-parser of Atom']).toHaveLength(1)
})

test('held and expired articles are simply absent', async () => {
  const { desk, id, idsOf, time } = await openRetracted()
  const expiresAt = '2026-04-01T01:00:00.000Z'
  await desk.publish(articleKind, anArticle(), { expiresAt })
  await desk.hold(id)
  expect(await idsOf()).toHaveLength(1)
  time.set(expiresAt)
  expect(await idsOf()).toEqual([])
  await desk.retract(id)
  expect(await idsOf()).toHaveLength(1)
})

test('for 30 days, to the millisecond, and to the moment that asOf asks for', async () => {
  const { desk, id, urn, idsOf, time } = await openRetracted()
  time.advance(1_000)
  await desk.retract(id)
  time.advance(30 * day - 1)
  expect(await idsOf()).toEqual([urn])
  time.advance(1)
  expect(await idsOf()).toEqual([])
  expect(await idsOf('?asOf=2026-04-01T00:00:01Z')).toEqual([urn])
  expect(await idsOf('?asOf=2026-04-01T00:00:00.999Z')).toEqual([])
})

test('the newest hundred, on the first page alone', async () => {
  const { desk, idsOf, get, time } = await openRetracted()
  // In RSS, 100 of these have more bytes than a page should.
  const long = '&'.repeat(4_980)
  for (let index = 0; index < 101; index += 1) {
    const id = await desk.publish(articleKind, anArticle({ slug: `gone-${index}` }))
    time.advance(1)
    await desk.retract(id, { notice: `Notice ${index} ${long}` })
  }
  await desk.publish(articleKind, anArticle({ slug: 'stays' }))
  expect(await idsOf('?limit=1')).toHaveLength(101)
  const { items, next_url } = JSON.parse(await get('/feeds/feed.json?limit=1'))
  expect(items[0].content_text).toBe(`Notice 100 ${long}`)
  expect(items[99].content_text).toBe(`Notice 1 ${long}`)
  const rss = await get('/feeds/rss.xml')
  expect(rss.match(/<title>Retracted/g)).toHaveLength(100)
  expect(rss).toContain('<title>Markets Open Higher')
  expect(rss).toContain('rel="next"')
  const next = JSON.parse(await get(next_url.replace('https://news.example', '')))
  expect(next.items.map(({ title }: { title: string }) => title)).toEqual(['Killed Words'])
})

test('filters of references, type and language apply to them, and a search finds none', async () => {
  const { desk, id, urn, idsOf } = await openRetracted({
    ...{ locale: 'de-AT', type: 'analysis', urgency: 3, blockedIn: ['FR'] },
    ...{ authors: [{ name: 'Ada Moravec' }], topics: [{ scheme: 'medtop', code: '100' }] },
    ...{ entities: [{ key: 'acme', rel: 'about' }], instruments: [{ key: 'acme-stock' }] },
  })
  // What was told of it in one version must be told to whoever has read that one.
  await desk.update(articleKind, id, anArticle({ ...secret, locale: 'de-AT', type: 'news' }))
  await desk.retract(id)
  for (const query of [
    ...['', '?locale=de', '?type=news', '?type=analysis', '?entity=acme,bolt', '?instrument=XNAS:ACME'],
    ...['?topic=medtop:100', '?author=ada-moravec', '?urgencyMax=3', '?type=analysis&entity=acme'],
    ...[
      '?jurisdiction=DE',
      `?storyKey=${secret.slug}`,
      '?publishedTo=2020-01-01T00:00:00Z',
      '?sort=publishedAt',
    ],
    '?jurisdiction=FR&type=news',
  ])
    expect({ query, ids: await idsOf(query) }).toEqual({ query, ids: [urn] })
  for (const query of [
    ...['?locale=en', '?type=opinion', '?entity=bolt', '?instrument=XNAS:BOLT', '?topic=medtop:200'],
    ...['?author=nobody', '?urgencyMax=2', '?type=news&entity=acme', '?jurisdiction=FR&entity=acme'],
    ...['?q=killed', '?q=story', '?q=-nothing'],
  ])
    expect({ query, ids: await idsOf(query) }).toEqual({ query, ids: [] })
})
