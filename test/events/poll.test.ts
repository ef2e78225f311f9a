import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { appendOverdue } from '../../src/publishing/tape/follow.ts'
import { entityPut, instrumentPut, putReferences } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent } from '../../src/references/schema.ts'
import { testApp } from '../helpers.ts'
import { aDisclaimer, aMenu, anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

interface Event {
  seq: number
  type: string
  at: string
  recordedAt: string
  subject: string
  version: number | null
  data: { headline: string | null; slug: string | null; links: { self: string } } | null
}

/** An empty newsroom with one instrument, and a client that reads the tape after it. */
async function tape() {
  const world = await testApp({ sample: false })
  const paper = {
    key: 'acme',
    name: 'Acme',
    assetClass: 'equity',
    listings: [{ mic: 'XNAS', ticker: 'ACME', primary: true }],
  }
  await world.db.write((write) => putReferences(write, [instrumentPut(InstrumentContent.parse(paper))]))
  const events = async (query = 'limit=100'): Promise<Event[]> =>
    (await world.http.get(`/v1/events?${query}`).expect(200)).body.data.filter(({ seq }: Event) => seq > 1)
  const types = async (query?: string) => (await events(query)).map(({ type }) => type)
  return { ...world, desk: newsroom(world.db), events, types }
}

const about = [{ key: 'acme' }]

test('the tape has the life of an article in order and without gaps', async () => {
  const { desk, events, time } = await tape()
  const id = await desk.publish(articleKind, anArticle())
  await desk.update(articleKind, id, anArticle({ headline: 'Two' }))
  await desk.correct(id)
  await desk.hold(id)
  await desk.release(id)
  await desk.retract(id)
  time.advance(1_000)
  const all = await events()
  expect(all.map(({ type, version }) => [type, version])).toEqual([
    ['article.published', 1],
    ['article.updated', 2],
    ['article.corrected', 3],
    ['article.removed', 3],
    ['article.updated', 4],
    ['article.retracted', 4],
  ])
  expect(all.map(({ seq }) => seq)).toEqual([2, 3, 4, 5, 6, 7])
  expect(new Set(all.map(({ subject }) => subject))).toEqual(new Set([id]))
  for (const { data, at, recordedAt } of all) {
    expect(data).toBeNull()
    expect(at <= recordedAt).toBe(true)
  }
})

test('data is what is public of the subject now, regardless of the entry', async () => {
  const { desk, events } = await tape()
  const id = await desk.publish(articleKind, anArticle({ instruments: about }))
  await desk.update(articleKind, id, anArticle({ slug: 'moved', headline: 'Now', instruments: about }))
  const [first, second] = await events()
  expect(first?.data).toEqual({
    headline: 'Now',
    slug: 'moved',
    locale: 'en',
    instruments: [expect.objectContaining({ key: 'acme', ticker: 'ACME', mic: 'XNAS' })],
    urgency: 5,
    links: { self: '/v1/articles/moved' },
  })
  expect(second?.data).toEqual(first?.data)
  await desk.hold(id)
  expect((await events()).map(({ data }) => data)).toEqual([null, null, null])
})

test('entries about menus, disclaimers and references have a working URL', async () => {
  const { desk, db, http, events } = await tape()
  const menu = await desk.publish(productMenuKind, aMenu())
  const text = await desk.publish(disclaimerKind, aDisclaimer({ locale: 'de-AT' }))
  const content = EntityContent.parse({ key: 'openai', type: 'organisation', name: 'OpenAI' })
  await db.write((write) => putReferences(write, [entityPut(content)]))
  const all = await events()
  expect(all.map(({ type, subject, version }) => [type, subject, version])).toEqual([
    ['productMenu.changed', menu, 1],
    ['disclaimer.changed', text, 1],
    ['reference.changed', 'entity/openai', null],
  ])
  expect(all.map(({ data }) => data?.headline)).toEqual(['Main', 'Capital at risk', 'OpenAI'])
  for (const { data } of all) await http.get(data?.links.self ?? '').expect(200)
})

test('a scheduled start and end are appended to the tape when they are due, not before', async () => {
  const { desk, db, clock, time, types, events } = await tape()
  const [publishAt, expiresAt] = ['2026-04-02T00:00:00.000Z', '2026-04-03T00:00:00.000Z']
  const id = await desk.publish(articleKind, anArticle(), { publishAt, expiresAt })
  time.set('2026-04-01T23:59:59.999Z')
  await appendOverdue(db, clock.now)
  expect(await types()).toEqual([])
  time.set('2026-04-03T00:00:00.000Z')
  await appendOverdue(db, clock.now)
  expect(await events()).toMatchObject([
    { type: 'article.published', at: publishAt, subject: id, data: null },
    { type: 'article.removed', at: expiresAt, subject: id, data: null },
  ])
})

test('page.next is never null: at the head it is the URL to poll, and no entry is repeated', async () => {
  const { desk, http } = await tape()
  for (const slug of ['a', 'b', 'c']) await desk.publish(articleKind, anArticle({ slug }))
  const seen: number[] = []
  let url = '/v1/events?limit=2'
  for (let poll = 0; poll < 6; poll += 1) {
    const { body, headers } = await http.get(url).expect(200)
    seen.push(...body.data.map(({ seq }: Event) => seq))
    expect(headers.link).toBe(`<${body.page.next}>; rel="next"`)
    expect(headers['cache-control']).toBe('public, max-age=1')
    if (poll === 3) {
      expect(body.page.next).toBe(url)
      await desk.publish(articleKind, anArticle({ slug: 'later' }))
    }
    url = body.page.next
  }
  expect(seen).toEqual([1, 2, 3, 4, 5])
})

test('a number beyond the head is refused, and the head named: the store may have been restored', async () => {
  const { desk, http } = await tape()
  const refused = async (query: string, head: number) => {
    const { body } = await http.get(`/v1/events?${query}`).expect(400)
    expect(body).toMatchObject({
      code: 'unknown-sequence',
      detail: `The last entry of the tape is ${head}.`,
      errors: [{ parameter: 'after', code: 'unknown-sequence', detail: `must not be above ${head}` }],
    })
  }
  await http.get('/v1/events?after=1').expect(200)
  for (const query of ['after=2', 'after=999999999999999', 'type=article.removed&after=2&instrument=acme'])
    await refused(query, 1)
  await desk.publish(articleKind, anArticle())
  await http.get('/v1/events?after=2').expect(200)
  await refused('after=3', 2)
})

test('each page names the tape, the same one at each publication', async () => {
  const { desk, http } = await tape()
  const names = new Set<string>()
  for (const slug of ['a', 'b', 'c']) {
    await desk.publish(articleKind, anArticle({ slug }))
    for (const query of ['', '?after=1', '?type=article.removed'])
      names.add((await http.get(`/v1/events${query}`).expect(200)).body.page.tape)
  }
  expect([...names]).toEqual([expect.stringMatching(/^tape_[0-9a-z]{16}$/)])
})

test('types can be filtered, and page.next skips entries that do not match', async () => {
  const { desk, http, types } = await tape()
  const id = await desk.publish(articleKind, anArticle())
  await desk.correct(id)
  await desk.retract(id)
  expect(await types('type=article.retracted')).toEqual(['article.retracted'])
  expect(await types('type=article.corrected,article.published')).toEqual([
    'article.published',
    'article.corrected',
  ])
  const { body } = await http.get('/v1/events?type=productMenu.changed').expect(200)
  const page = {
    limit: 20,
    tape: expect.any(String),
    head: 4,
    next: '/v1/events?type=productMenu.changed&after=4',
  }
  expect(body).toEqual({ data: [], page })
})

test('instruments can be filtered by key and by listing, including retractions', async () => {
  const { desk, types } = await tape()
  await desk.publish(articleKind, anArticle({ slug: 'other' }))
  const id = await desk.publish(articleKind, anArticle({ instruments: about }))
  await desk.retract(id)
  const expected = ['article.published', 'article.retracted']
  expect(await types('instrument=acme')).toEqual(expected)
  expect(await types('instrument=XNAS:ACME')).toEqual(expected)
  expect(await types('instrument=nothing,acme&type=article.retracted')).toEqual(['article.retracted'])
  for (const name of ['XNYS:ACME', 'nothing']) expect(await types(`instrument=${name}`)).toEqual([])
})

test.each([
  'after=-1',
  'after=01',
  'after=1e3',
  'after=',
  'after=1000000000000000',
  'type=',
  'type=article.*',
  'type=article.published,',
  'instrument=',
  'instrument=a,,b',
  'instrument=%00',
  'instrument=XNAS:ACME:x',
  'asOf=2026-03-01T00:00:00Z',
  'cursor=x',
  `instrument=${'a,'.repeat(50)}a`,
])('%s is refused', async (query) => {
  const { http } = await tape()
  const { body } = await http.get(`/v1/events?${query}`).expect(400)
  expect(body.errors[0].parameter).toBe(query.split('=')[0])
})
