import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { testApp } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

const later = '2026-05-01T00:00:00.000Z'

/** An article in each state that is not public. */
async function withheldArticles() {
  const world = await testApp()
  const desk = newsroom(world.db)
  const begin = (slug: string, times = {}) => desk.publish(articleKind, anArticle({ slug }), times)
  const ids = {
    draft: await desk.draft(anArticle({ slug: 'draft' })),
    scheduled: await begin('scheduled', { publishAt: later }),
    embargoed: await begin('embargoed', { embargoedUntil: later }),
    expired: await begin('expired', { expiresAt: '2026-04-01T01:00:00.000Z' }),
    held: await begin('held'),
  }
  await desk.hold(ids.held)
  world.time.set('2026-04-02T00:00:00.000Z')
  return { ...world, desk, ids }
}

const subResources = ['', '/versions', '/versions/1', '/corrections', '/disclaimers']

test('what is not public is indistinguishable from what does not exist: same bytes and headers, except the request id', async () => {
  const { http, ids } = await withheldArticles()
  const alike = async (name: string, rest: string) => {
    const { text, headers, body } = await http.get(`/v1/articles/${name}${rest}`).expect(404)
    const { date, 'x-request-id': requestId, ...others } = headers
    expect(date).toBeDefined()
    expect(body.requestId).toBe(requestId)
    return { text: text.replace(String(requestId), ''), others }
  }
  for (const rest of subResources) {
    const absent = await alike('absent', rest)
    for (const [slug, id] of Object.entries(ids)) {
      expect(await alike(slug, rest)).toEqual(absent)
      expect(await alike(id, rest)).toEqual(absent)
    }
  }
})

test('what is not public is in no list, count, menu or event', async () => {
  const { http, ids } = await withheldArticles()
  for (const url of ['/v1/articles?limit=100', '/v1/corrections', '/']) {
    const { text } = await http.get(url).expect(200)
    for (const [slug, id] of Object.entries(ids)) {
      expect(text).not.toContain(id)
      expect(text).not.toContain(`/${slug}`)
    }
  }
  const { body } = await http.get('/v1/events?limit=100').expect(200)
  const told = body.data.filter(({ subject }: { subject: string }) => Object.values(ids).includes(subject))
  expect(told.map(({ data }: { data: unknown }) => data)).toEqual(told.map(() => null))
  expect(JSON.stringify(told)).not.toMatch(new RegExp(`${ids.draft}|${ids.scheduled}|${ids.embargoed}`))
})

test('a scheduled and an embargoed article appear at their exact millisecond', async () => {
  const { http, time } = await withheldArticles()
  for (const slug of ['scheduled', 'embargoed']) {
    time.set('2026-04-30T23:59:59.999Z')
    await http.get(`/v1/articles/${slug}`).expect(404)
  }
  time.set(later)
  for (const slug of ['scheduled', 'embargoed']) {
    const { body } = await http.get(`/v1/articles/${slug}`).expect(200)
    expect(body.data.availableAt).toBe(later)
  }
  expect((await http.get('/v1/articles').expect(200)).body.data).toHaveLength(3)
})

test('an expired and a held article are still found as of a moment when they were public', async () => {
  const { http, db, time } = await testApp()
  const desk = newsroom(db)
  time.set('2026-04-02T00:00:00.000Z')
  await desk.publish(articleKind, anArticle({ slug: 'expired' }), { expiresAt: '2026-04-02T01:00:00.000Z' })
  const held = await desk.publish(articleKind, anArticle({ slug: 'held' }))
  time.set('2026-04-02T02:00:00.000Z')
  await desk.hold(held)
  time.set('2026-04-02T03:00:00.000Z')
  const at = (slug: string, asOf: string) => http.get(`/v1/articles/${slug}?asOf=${asOf}`)
  await at('expired', '2026-04-02T00:59:59.999Z').expect(200)
  await at('expired', '2026-04-02T01:00:00.000Z').expect(404)
  await at('held', '2026-04-02T01:59:59.999Z').expect(200)
  await at('held', '2026-04-02T02:00:00.000Z').expect(404)
  const released = await desk.release(held)
  const { body } = await http.get('/v1/articles/held').expect(200)
  expect(body.data).toMatchObject({ version: 2, signal: 'update', availableAt: released.visible_from })
  expect(body.data.updatedAt < body.data.availableAt).toBe(true)
})

test('a retracted article is 410 with its notice at every moment since it was first visible', async () => {
  const { http, db, time } = await testApp()
  const desk = newsroom(db)
  time.set('2026-04-02T00:00:00.000Z')
  const id = await desk.publish(articleKind, anArticle({ slug: 'wrong', headline: 'Secret words' }))
  time.set('2026-04-03T00:00:00.000Z')
  await desk.retract(id, { notice: 'We were wrong about everything.' })
  time.set('2026-04-04T00:00:00.000Z')
  for (const rest of [...subResources, '?asOf=2026-04-02T12:00:00Z', '?asOf=2026-04-03T12:00:00Z']) {
    const { body, headers, text } = await http.get(`/v1/articles/wrong${rest}`).expect(410)
    expect(body).toMatchObject({ code: 'article-retracted', notice: 'We were wrong about everything.' })
    expect(headers['content-type']).toBe('application/problem+json')
    expect(headers['cache-control']).toBe('public, max-age=1')
    expect(text).not.toContain('Secret')
  }
  await http.get(`/v1/articles/${id}?asOf=2026-04-01T23:00:00Z`).expect(404)
  await http.get(`/v1/articles/wrong?asOf=2026-04-01T23:00:00Z`).expect(404)
  expect((await http.get('/v1/articles?asOf=2026-04-02T12:00:00Z').expect(200)).text).not.toContain('wrong')
})

test('cache headers do not reveal why an article is not public', async () => {
  const { http, desk, ids } = await withheldArticles()
  const caching = async (name: string) => (await http.get(`/v1/articles/${name}`)).headers['cache-control']
  await desk.retract(ids.held)
  expect(new Set([await caching('absent'), await caching('scheduled'), await caching('held')])).toEqual(
    new Set(['public, max-age=1']),
  )
})

test('a 404 speaks of a moment only where one was asked for', async () => {
  const { http } = await testApp()
  const detailOf = async (path: string) => (await http.get(`/v1/${path}`).expect(404)).body.detail
  for (const [path, what] of [
    ['articles/nope', 'article'],
    ['articles/nope/versions/1', 'article'],
    ['product-menus/nope', 'product menu'],
    ['disclaimers/nope', 'disclaimer'],
    ['entities/nope', 'entity'],
    ['instruments/XNAS:NOPE', 'instrument'],
    ['topics/nope', 'topic'],
  ]) {
    expect(await detailOf(`${path}`)).toBe(`No such ${what} is public.`)
    if (path?.includes('versions')) continue
    expect(await detailOf(`${path}?asOf=2026-03-31T00:00:00Z`)).toBe(
      `No such ${what} was public at the requested moment.`,
    )
  }
  expect(await detailOf('nothing')).toBe('There is nothing at this URL.')
})
