import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { appendOverdue } from '../../src/publishing/tape/follow.ts'
import { testApp } from '../helpers.ts'
import { anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { walk } from '../walk.ts'

const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T00:00:00.000Z`

/** Articles `a1` … `aN` with ascending editorial dates, published in another order. */
async function listed(count: number) {
  const world = await testApp({ sample: false })
  const desk = newsroom(world.db)
  const ids = new Map<string, string>()
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  for (const number of numbers.toSorted((one, other) => (one % 3) - (other % 3))) {
    const slug = `a${number}`
    ids.set(slug, await desk.publish(articleKind, anArticle({ slug, publishedAt: day(number) })))
  }
  const idOf = (slug: string) => ids.get(slug) ?? ''
  return { ...world, desk, idOf, newestFirst: numbers.reverse().map((number) => `a${number}`) }
}

const slugsOf = ({ data }: { data: { slug: string }[] }) => data.map(({ slug }) => slug)

test('the newest editorial date comes first, and articles with equal dates each appear once', async () => {
  const { http, desk, newestFirst } = await listed(7)
  for (const slug of ['same-1', 'same-2', 'same-3'])
    await desk.publish(articleKind, anArticle({ slug, publishedAt: day(20) }))
  const { body } = await http.get('/v1/articles').expect(200)
  expect(slugsOf(body).slice(3)).toEqual(newestFirst)
  expect(slugsOf(body).slice(0, 3).sort()).toEqual(['same-1', 'same-2', 'same-3'])
  expect(body.page).toEqual({ limit: 20, next: null })
})

test('limit is 1 to 100, and 20 by default', async () => {
  const { http } = await listed(22)
  const lengthOf = async (query: string) =>
    (await http.get(`/v1/articles${query}`).expect(200)).body.data.length
  expect(await lengthOf('')).toBe(20)
  expect(await lengthOf('?limit=1')).toBe(1)
  expect(await lengthOf('?limit=100')).toBe(22)
})

test.each(['0', '101', '-1', '+5', '05', '1e1', '1.0', '', ' 5', '٣', '1000000000000000000000', 'Infinity'])(
  'limit=%s is refused',
  async (limit) => {
    const { http } = await testApp({ sample: false })
    for (const url of ['/v1/articles', '/v1/events', '/v1/entities', '/v1/corrections']) {
      const { body } = await http.get(`${url}?limit=${encodeURIComponent(limit)}`).expect(400)
      expect(body.errors).toEqual([expect.objectContaining({ parameter: 'limit' })])
    }
  },
)

test('items have no body unless a form is requested, and only the requested fields', async () => {
  const { http } = await listed(2)
  const keysOf = async (query: string) =>
    Object.keys((await http.get(`/v1/articles${query}`).expect(200)).body.data[1]).sort()
  expect((await keysOf('')).filter((name) => name.startsWith('body'))).toEqual([])
  for (const [form, name] of [
    ['blocks', 'body'],
    ['html', 'bodyHtml'],
    ['markdown', 'bodyMarkdown'],
    ['text', 'bodyText'],
  ])
    expect((await keysOf(`?body=${form}`)).filter((key) => key.startsWith('body'))).toEqual([name])
  expect(await keysOf('?fields=slug,body&body=text')).toEqual(['bodyText', 'slug'])
  expect(await keysOf('?fields=id,disclaimers')).toEqual(['disclaimers', 'id'])
  for (const [query, names] of [
    ['fields=disclaimers', ['disclaimers']],
    ['fields=body&body=html', ['bodyHtml']],
    ['fields=bodyHtml,disclaimers&body=html', ['bodyHtml', 'disclaimers']],
    ['fields=bodyText&body=html', []],
    ['fields=slug&body=blocks', ['slug']],
  ] as const)
    expect(await keysOf(`?${query}`)).toEqual(names)
})

test('paging returns what was public at its start, once each, while others publish, correct and retract', async () => {
  const { http, desk, idOf, newestFirst, time } = await listed(9)
  const acts = [
    () => desk.publish(articleKind, anArticle({ slug: 'newest', publishedAt: day(30) })),
    () => desk.publish(articleKind, anArticle({ slug: 'oldest', publishedAt: day(1) })),
    () => desk.correct(idOf('a4'), { patch: { publishedAt: day(25) } }),
    () => desk.hold(idOf('a3')),
    () => desk.retract(idOf('a9')),
  ]
  const seen = await walk<{ slug: string }>(http, '/v1/articles?limit=2&fields=slug', async () => {
    await acts.shift()?.()
    time.advance(60_000)
  })
  expect(acts).toEqual([])
  expect(slugsOf({ data: seen })).toEqual(newestFirst)
})

test('a retracted article disappears from paging that began before', async () => {
  const { http, desk, idOf } = await listed(3)
  const first = await http.get('/v1/articles?limit=1').expect(200)
  await desk.retract(idOf('a2'))
  const second = await http.get(first.body.page.next).expect(200)
  expect(slugsOf(second.body)).toEqual(['a1'])
})

test('bytes and entity tag stay the same while nothing changes, although the clock moves, and change when something does', async () => {
  const { http, db, desk, time, clock } = await listed(3)
  await desk.publish(articleKind, anArticle({ slug: 'soon' }), { publishAt: '2026-04-02T00:00:00.000Z' })
  const get = () => http.get('/v1/articles?limit=2').expect(200)
  const before = await get()
  time.set('2026-04-01T23:59:59.999Z')
  const still = await get()
  expect(still.text).toBe(before.text)
  expect(still.headers.etag).toBe(before.headers.etag)
  time.set('2026-04-02T00:00:00.000Z')
  const after = await get()
  expect(slugsOf(after.body)).toContain('soon')
  expect(after.headers.etag).not.toBe(before.headers.etag)
  await appendOverdue(db, clock.now)
  time.advance(60_000)
  expect((await get()).text).toBe(after.text)
})

test('a cursor works with another limit and another order of parameters', async () => {
  const { http } = await listed(5)
  const first = await http.get('/v1/articles?limit=2&fields=slug&body=none').expect(200)
  const cursor = new URL(first.body.page.next, 'http://x').searchParams.get('cursor')
  const { body } = await http.get(`/v1/articles?body=none&cursor=${cursor}&fields=slug&limit=3`).expect(200)
  expect(slugsOf(body)).toEqual(['a3', 'a2', 'a1'])
})

test('a cursor that was altered, or belongs to other parameters or another path, is refused', async () => {
  const { http } = await listed(3)
  const first = await http.get('/v1/articles?limit=1&fields=slug').expect(200)
  const next: string = first.body.page.next
  const cursor = new URL(next, 'http://x').searchParams.get('cursor') ?? ''
  // The next base64 letter; the last one may differ only in padding bits.
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  const altered = Array.from(cursor, (letter, index) => {
    const other = letters.charAt(letters.indexOf(letter) ^ 1)
    return cursor.slice(0, index) + other + cursor.slice(index + 1)
  })
  const urls = [
    ...altered.map((one) => `/v1/articles?limit=1&fields=slug&cursor=${one}`),
    `/v1/articles?limit=1&cursor=${cursor}`,
    `/v1/articles?limit=1&fields=id&cursor=${cursor}`,
    `/v1/articles?limit=1&fields=slug&jurisdiction=DE&cursor=${cursor}`,
    `/v1/articles?limit=1&fields=slug&asOf=2026-03-31T00:00:00Z&cursor=${cursor}`,
    `/v1/corrections?limit=1&cursor=${cursor}`,
    `/v1/articles?limit=1&fields=slug&cursor=${cursor}A`,
    '/v1/articles?cursor=x',
    '/v1/articles?cursor=%00',
    `/v1/articles?cursor=${'A'.repeat(512)}`,
  ]
  for (const url of urls) {
    const { body } = await http.get(url).expect(400)
    expect(body.code).toBe('invalid-cursor')
    expect(body.errors).toEqual([expect.objectContaining({ parameter: 'cursor' })])
  }
  const tooLong = await http.get(`/v1/articles?cursor=${'A'.repeat(513)}`).expect(400)
  expect(tooLong.body.errors).toEqual([expect.objectContaining({ parameter: 'cursor' })])
})

/** A forged cursor: anyone can make one, because the checksum is not secret. */
function forge(scope: string, values: unknown): string {
  const text = JSON.stringify(values)
  const checksum = createHash('sha256').update(`${scope}\n${text}`).digest('base64url').slice(0, 8)
  return Buffer.from(checksum + text).toString('base64url')
}

test('a forged cursor with a future moment or malformed content is refused', async () => {
  const { http, clock } = await listed(2)
  const later = new Date(Date.parse(clock.now()) + 1).toISOString()
  const scope = '/v1/articles?'
  await http.get(`/v1/articles?cursor=${forge(scope, [clock.now(), '~', '~'])}`).expect(200)
  for (const values of [
    [later, 'x', 'y'],
    [],
    ['now', 'x', 'y'],
    [clock.now(), 'x'],
    { 0: 1 },
    'text',
    [1, 2, 3],
  ]) {
    const { body } = await http.get(`/v1/articles?cursor=${forge(scope, values)}`).expect(400)
    expect(body.code).toBe('invalid-cursor')
  }
  const asOf = '2026-03-31T00:00:00Z'
  const past = forge(`/v1/articles?${new URLSearchParams({ asOf })}`, [clock.now(), '~', '~'])
  expect((await http.get(`/v1/articles?asOf=${asOf}&cursor=${past}`).expect(400)).body.code).toBe(
    'invalid-cursor',
  )
})

test('a new article with an old editorial date is not in the list of a past moment', async () => {
  const { http, desk, time } = await listed(2)
  time.set('2026-04-02T00:00:00.000Z')
  await desk.publish(articleKind, anArticle({ slug: 'late', publishedAt: day(15) }))
  const slugs = async (query: string) => slugsOf((await http.get(`/v1/articles${query}`).expect(200)).body)
  expect(await slugs('')).toEqual(['late', 'a2', 'a1'])
  expect(await slugs('?asOf=2026-04-01T12:00:00Z')).toEqual(['a2', 'a1'])
})
