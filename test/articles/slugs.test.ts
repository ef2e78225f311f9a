import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { testApp } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

const from = { first: '2026-04-02T00:00:00.000Z', second: '2026-04-03T00:00:00.000Z' }

/** An article that moved from `old-name` to `new-name`, and a draft revision that claims `next-name`. */
async function movedArticle() {
  const world = await testApp()
  const desk = newsroom(world.db)
  world.time.set(from.first)
  const id = await desk.publish(articleKind, anArticle({ slug: 'old-name', storyKey: 'story' }))
  world.time.set(from.second)
  await desk.update(articleKind, id, anArticle({ slug: 'new-name', storyKey: 'story' }))
  world.time.set('2026-04-04T00:00:00.000Z')
  return { ...world, desk, id }
}

test.each([
  ['', ''],
  ['', '?body=text&fields=slug,body'],
  ['', '?asOf=2026-04-03T12:00:00%2B02:00&jurisdiction=DE'],
  ['/versions', '?limit=1'],
  ['/versions/1', '?body=none'],
  ['/corrections', ''],
  ['/disclaimers', '?explain=true'],
])('an earlier slug leads to the current one: %s%s', async (rest, query) => {
  const { http } = await movedArticle()
  const { headers } = await http.get(`/v1/articles/old-name${rest}${query}`).expect(308)
  expect(headers.location).toBe(`/v1/articles/new-name${rest}${query}`)
  expect(headers['cache-control']).toBe('public, max-age=15')
  await http.get(headers.location ?? '').expect(200)
})

test('the redirect is relative for every form of request line', async () => {
  const { http } = await movedArticle()
  const { headers } = await http.head('/v1/articles/%6fld-name?body=text').expect(308)
  expect(headers.location).toBe('/v1/articles/new-name?body=text')
})

test('as of a moment when it was current, the earlier slug works, and the later one is 404', async () => {
  const { http, id } = await movedArticle()
  const asOf = `?asOf=${from.first}`
  expect((await http.get(`/v1/articles/old-name${asOf}`).expect(200)).body.data.slug).toBe('old-name')
  await http.get(`/v1/articles/new-name${asOf}`).expect(404)
  expect((await http.get(`/v1/articles/${id}${asOf}`).expect(200)).body.data.slug).toBe('old-name')
  for (const rest of ['/versions', '/corrections', '/disclaimers'])
    await http.get(`/v1/articles/new-name${rest}${asOf}`).expect(404)
})

test('a slug that only a draft or a pending version has is 404', async () => {
  const { http, desk, id, time } = await movedArticle()
  await desk.draft(anArticle({ slug: 'only-a-draft' }))
  await desk.update(articleKind, id, anArticle({ slug: 'next-name', storyKey: 'story' }), {
    publishAt: '2026-04-05T00:00:00.000Z',
  })
  const unknown = await http.get('/v1/articles/never-heard-of').expect(404)
  for (const slug of ['only-a-draft', 'next-name']) {
    const { body } = await http.get(`/v1/articles/${slug}`).expect(404)
    expect({ ...body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' })
  }
  time.set('2026-04-05T00:00:00.000Z')
  await http.get('/v1/articles/next-name').expect(200)
  await http.get('/v1/articles/new-name').expect(308)
})

test('an article that returns to its first slug is found there, and its second slug redirects to it', async () => {
  const { http, desk, id } = await movedArticle()
  await desk.update(articleKind, id, anArticle({ slug: 'old-name', storyKey: 'story' }))
  await http.get('/v1/articles/old-name').expect(200)
  const { headers } = await http.get('/v1/articles/new-name').expect(308)
  expect(headers.location).toBe('/v1/articles/old-name')
})

test('every slug of a held article is 404', async () => {
  const { http, desk, id } = await movedArticle()
  await desk.hold(id)
  for (const name of ['old-name', 'new-name', id]) await http.get(`/v1/articles/${name}`).expect(404)
})

test('every slug under which a retracted article was public is 410, from its own first moment on', async () => {
  const { http, desk, id } = await movedArticle()
  await desk.retract(id)
  for (const name of ['old-name', 'new-name', id]) await http.get(`/v1/articles/${name}`).expect(410)
  await http.get(`/v1/articles/old-name?asOf=${from.first}`).expect(410)
  await http.get(`/v1/articles/new-name?asOf=${from.first}`).expect(404)
})
