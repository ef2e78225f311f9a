import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { sampleSlug, testApp } from '../helpers.ts'
import { aBlock, anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

const bodyNames = ['body', 'bodyHtml', 'bodyMarkdown', 'bodyText']
const path = '/v1/articles/fed-holds'

const fed = (fields = {}) =>
  anArticle({
    slug: 'fed-holds',
    headline: 'Fed “Holds” <rates> & waits',
    body: [aBlock('1 < 2 & “quotes” *stay*.', 'p1'), aBlock('Second\u00a0paragraph.', 'p2')],
    ...fields,
  })

test('slug and id return the same bytes', async () => {
  const { http, db } = await testApp()
  const id = await newsroom(db).publish(articleKind, fed())
  const bySlug = await http.get(path).expect(200)
  const byId = await http.get(`/v1/articles/${id}`).expect(200)
  expect(byId.text).toBe(bySlug.text)
  expect(byId.headers.etag).toBe(bySlug.headers.etag)
  expect(bySlug.body.data).toMatchObject({
    id,
    slug: 'fed-holds',
    headline: 'Fed “Holds” <rates> & waits',
    version: 1,
    signal: 'new',
    locale: 'en',
    corrections: [],
    keyPoints: [],
    byline: null,
    links: { self: path },
  })
})

test.each([
  ['blocks', 'body'],
  ['html', 'bodyHtml'],
  ['markdown', 'bodyMarkdown'],
  ['text', 'bodyText'],
  ['none', null],
])('body=%s gives %s and no other form', async (form, name) => {
  const { http, db } = await testApp()
  await newsroom(db).publish(articleKind, fed())
  const { body } = await http.get(`${path}?body=${form}`).expect(200)
  expect(Object.keys(body.data).filter((key) => bodyNames.includes(key))).toEqual(name ? [name] : [])
})

test('each form of the body holds the exact text', async () => {
  const { http, db } = await testApp()
  await newsroom(db).publish(articleKind, fed())
  const get = async (form: string) => (await http.get(`${path}?body=${form}`).expect(200)).body.data
  expect((await get('blocks')).body).toEqual(fed().body)
  expect((await get('text')).bodyText).toBe('1 < 2 & “quotes” *stay*.\n\nSecond\u00a0paragraph.')
  expect((await get('html')).bodyHtml).toContain('1 &lt; 2 &amp; “quotes” *stay*.')
  expect((await get('markdown')).bodyMarkdown).toContain('\\*stay')
})

test('fields selects fields, and body means the requested form', async () => {
  const { http, db } = await testApp()
  await newsroom(db).publish(articleKind, fed())
  const keys = async (query: string) =>
    Object.keys((await http.get(`${path}?${query}`).expect(200)).body.data).sort()
  expect(await keys('fields=slug,headline')).toEqual(['headline', 'slug'])
  expect(await keys('fields=slug,slug')).toEqual(['slug'])
  expect(await keys('fields=body,id')).toEqual(['body', 'id'])
  expect(await keys('fields=body,id&body=html')).toEqual(['bodyHtml', 'id'])
  expect(await keys('fields=bodyText&body=text')).toEqual(['bodyText'])
  expect(await keys('fields=body,id&body=none')).toEqual(['id'])
  expect(await keys('fields=disclaimers')).toEqual(['disclaimers'])
})

test.each([
  'fields=headline,nonsense',
  'fields=',
  'fields=headline,',
  'fields=externalId',
  'fields=editorialNotes',
  'fields=constructor',
  'body=pdf',
  'body=',
  'body=HTML',
])('%s is refused', async (query) => {
  const { http } = await testApp()
  const { body } = await http.get(`/v1/articles/${sampleSlug}?${query}`).expect(400)
  expect(body.code).toBe('invalid-parameter')
  expect(body.errors[0].parameter).toBe(query.split('=')[0])
})

test('internal fields are never delivered', async () => {
  const { http, db } = await testApp()
  const internal = {
    externalId: 'secret-external',
    backstory: 'secret-backstory',
    blockedIn: ['FR'],
    editorialNotes: [{ key: 'n1', note: 'secret-note', severity: 'high' as const }],
  }
  await newsroom(db).publish(articleKind, fed(internal))
  for (const query of ['', '?body=html', '/versions', '/versions/1', '/corrections', '/disclaimers']) {
    expect((await http.get(path + query).expect(200)).text).not.toMatch(/secret|blockedIn|editorialNotes/)
  }
})

test('an article has its language, its dates and its id in the headers', async () => {
  const { http, db, time } = await testApp({ startAt: '2026-04-01T10:00:00.000Z' })
  time.set('2026-04-02T10:00:00.700Z')
  const id = await newsroom(db).publish(
    articleKind,
    fed({ locale: 'en-GB', publishedAt: '2026-03-30T08:00:00+02:00' }),
  )
  const { headers, body } = await http.get(path).expect(200)
  expect(headers['content-language']).toBe('en-GB')
  expect(headers['last-modified']).toBe('Thu, 02 Apr 2026 10:00:00 GMT')
  expect(headers['surrogate-key']?.split(' ')).toContain(id)
  expect(body.data.publishedAt).toBe('2026-03-30T06:00:00.000Z')
  expect(body.data.availableAt).toBe('2026-04-02T10:00:00.700Z')
  expect(body.data.updatedAt).toBe('2026-04-02T10:00:00.700Z')
})

test('a minSeq that the tape has reached succeeds, one beyond it is 503 not-yet', async () => {
  const { http } = await testApp()
  const { body } = await http.get('/v1/events?limit=100').expect(200)
  const head = body.data.at(-1).seq
  await http.get(`/v1/articles/${sampleSlug}?minSeq=${head}`).expect(200)
  for (const url of [`/v1/articles/${sampleSlug}`, '/v1/articles']) {
    const refused = await http.get(`${url}?minSeq=${head + 1}`).expect(503)
    expect(refused.body.code).toBe('not-yet')
    expect(refused.headers['retry-after']).toMatch(/^\d+$/)
  }
})

test('a name that cannot be a slug is 404', async () => {
  const { http } = await testApp()
  for (const name of ['a'.repeat(121), 'a'.repeat(4_000), '%00', '..%2Fadmin', 'art_', `${sampleSlug}%20`])
    expect((await http.get(`/v1/articles/${name}`).expect(404)).body.code).toBe('not-found')
})
