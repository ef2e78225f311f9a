import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { appendOverdue } from '../../src/publishing/tape/follow.ts'
import { entityPut, instrumentPut, putReferences, topicPut } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../src/references/schema.ts'
import { testApp } from '../helpers.ts'
import { aMenu, anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { follow } from './reader.ts'

/** A newsroom on a port, and what follows its tape. */
async function live({ sample = false, environment = {} } = {}) {
  const world = await testApp({ sample, environment })
  await world.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = world.app.server.address() as AddressInfo
  const open = async (query = '', headers: Record<string, string> = {}, method = 'GET') => {
    const reader = await follow(port, { path: `/v1/events/stream${query}`, headers, method })
    onTestFinished(() => reader.close())
    return reader
  }
  const poll = async (query = '') =>
    (await world.http.get(`/v1/events?limit=100&${query}`).expect(200)).body.data
  /** Appends so many entries. */
  const append = (count: number, from = 0) =>
    world.db.write((write) =>
      putReferences(
        write,
        Array.from({ length: count }, (_, at) => entityPut(anEntity(`e${from + at}`))),
      ),
    )
  return { ...world, port, desk: newsroom(world.db), open, poll, append }
}

const anEntity = (key: string) =>
  EntityContent.parse({
    key,
    type: 'organisation',
    name: `${key} ${'and Company '.repeat(15)}`.trim(),
  })

/** Articles of two instruments, entities, topics and languages in every state, and other things. */
async function publishAll({ db, desk, time }: Awaited<ReturnType<typeof live>>) {
  await db.write((write) =>
    putReferences(write, [
      ...['acme', 'bolt'].flatMap((key) => [
        entityPut(anEntity(key)),
        instrumentPut(
          InstrumentContent.parse({
            key,
            name: key,
            assetClass: 'equity',
            listings: [{ mic: 'XNAS', ticker: key.toUpperCase(), primary: true }],
          }),
        ),
        topicPut(TopicContent.parse({ scheme: 'medtop', code: key, name: key })),
      ]),
    ]),
  )
  const ids: string[] = []
  for (const [index, locale] of ['en', 'de-AT', 'en', 'de'].entries()) {
    const key = index < 2 ? 'acme' : 'bolt'
    const content = anArticle({
      slug: `story-${index}`,
      locale,
      instruments: [{ key }],
      entities: [{ key, rel: 'about' }],
      topics: [{ scheme: 'medtop', code: key }],
    })
    ids.push(await desk.publish(articleKind, content))
    await desk.publish(productMenuKind, aMenu({ key: `menu-${index}` }))
  }
  const [corrected = '', held = '', killed = ''] = ids
  await desk.correct(corrected)
  await desk.hold(held)
  await desk.retract(killed)
  time.advance(1_000)
}

test('a stream gives the whole history in the entries of the poll, and then each one as it comes', async () => {
  const world = await live()
  await publishAll(world)
  const reader = await world.open()
  expect(reader.status).toBe(200)
  expect(reader.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'access-control-allow-origin': '*',
  })
  expect(reader.headers['content-encoding']).toBeUndefined()
  const history = await world.poll()
  await reader.entries(history.length)
  await world.append(3)
  await reader.entries(history.length + 3)
  expect(reader.blocks[0]).toEqual({ id: null, retry: '3000', data: null, comment: null })
  const { tape } = (await world.http.get('/v1/events').expect(200)).body.page
  expect(reader.blocks[1]).toEqual({ id: null, retry: null, data: null, comment: `: tape ${tape}` })
  const shown = reader.blocks.slice(2)
  expect(shown.map(({ data }) => data)).toEqual(await world.poll())
  expect(shown.map(({ id }) => id)).toEqual(shown.map(({ data }) => String(data?.seq)))
})

const queries = [
  'type=article.published,article.retracted',
  'instrument=XNAS:ACME',
  'instrument=bolt&type=article.retracted',
  'entity=acme&locale=de',
  'topic=medtop:bolt',
  'locale=en,de-AT',
  'instrument=nothing',
  'type=productMenu.changed&locale=en',
]

test.each(queries)('with %s, stream and poll choose the same entries, in history and live', async (query) => {
  const world = await live()
  const early = await world.open(`?${query}`)
  await publishAll(world)
  const late = await world.open(`?${query}`)
  const chosen = (await world.poll(query)).map(({ seq }: { seq: number }) => seq)
  const all = await world.poll()
  expect(chosen.length).toBeLessThan(all.length)
  const follower = await world.open(`?after=${all.length}`)
  await world.append(1)
  await follower.entries(1)
  expect(await late.entries(chosen.length)).toEqual(chosen)
  // Instruments are resolved when the stream is opened, and there were none yet.
  if (!query.includes('XNAS')) expect(await early.entries(chosen.length)).toEqual(chosen)
})

test('a client goes on where it was: Last-Event-ID wins over after', async () => {
  const world = await live()
  await world.append(10)
  expect(await (await world.open('?after=7')).entries(3)).toEqual([8, 9, 10])
  expect(await (await world.open('?after=2', { 'last-event-id': '8' })).entries(2)).toEqual([9, 10])
  expect(await (await world.open('?after=7', { 'last-event-id': '' })).entries(3)).toEqual([8, 9, 10])
})

test.each([
  ['?after=11', {}, 'after'],
  ['?after=x', {}, 'after'],
  ['?limit=5', {}, 'limit'],
  ['?asOf=2026-01-01T00:00:00Z', {}, 'asOf'],
  ['?type=nothing', {}, 'type'],
  ['', { 'last-event-id': '11' }, 'Last-Event-ID'],
  ['', { 'last-event-id': 'x' }, 'Last-Event-ID'],
  ['', { 'last-event-id': '1.0' }, 'Last-Event-ID'],
])('%s with %j is refused', async (query, headers: Record<string, string>, parameter) => {
  const { http, append } = await live()
  await append(10)
  const { body } = await http.get(`/v1/events/stream${query}`).set(headers).expect(400)
  expect(body.errors).toMatchObject([{ parameter }])
})

test('HEAD answers and ends', async () => {
  const world = await live()
  const reader = await world.open('', {}, 'HEAD')
  expect(reader.status).toBe(200)
  expect(reader.headers['content-type']).toBe('text/event-stream')
  await vi.waitFor(() => expect(reader.state()).toBe('ended'))
})

test('an entry comes at its moment, not before', async () => {
  const world = await live()
  const publishAt = '2026-04-01T09:00:00.000Z'
  await world.desk.publish(articleKind, anArticle(), { publishAt })
  const reader = await world.open()
  await world.append(1)
  expect(await reader.entries(1)).toEqual([1])
  world.time.set(publishAt)
  await appendOverdue(world.db, world.clock.now)
  await reader.entries(2)
  expect(reader.blocks.at(-1)?.data).toMatchObject({ type: 'article.published', at: publishAt })
})

test('each client and the server have so many streams, and a place is free when one ends', async () => {
  const world = await live({
    environment: { STREAMS: '3', STREAMS_PER_CLIENT: '2', TRUST_PROXY: 'loopback' },
  })
  const from = (client: string) => ({ 'x-forwarded-for': client })
  const one = await world.open('', from('203.0.113.1'))
  await world.open('', from('203.0.113.1'))
  const refused = await world.http.get('/v1/events/stream').set(from('203.0.113.1')).expect(429)
  expect(refused.body.code).toBe('too-many-streams')
  expect(refused.headers['retry-after']).toMatch(/^\d+$/)
  await world.open('', from('203.0.113.2'))
  await world.http.get('/v1/events/stream').set(from('203.0.113.3')).expect(429)
  one.close()
  await vi.waitFor(async () => expect((await world.open('', from('203.0.113.3'))).status).toBe(200))
})

test('when the server stops, streams end in order, and clients come back one after the other', async () => {
  const world = await live()
  const readers = [await world.open(), await world.open(), await world.open()]
  await world.append(2)
  for (const reader of readers) await reader.entries(2)
  world.stop()
  const late = await world.open()
  for (const reader of [...readers, late]) {
    await vi.waitFor(() => expect(reader.state()).toBe('ended'))
    const retry = Number(reader.blocks.at(-1)?.retry)
    expect(retry).toBeGreaterThanOrEqual(1_000)
    expect(retry).toBeLessThanOrEqual(10_000)
  }
  expect(new Set(readers.map(({ blocks }) => blocks.at(-1)?.retry)).size).toBeGreaterThan(1)
})

test('entries that a filter passes over move the place, without an event', async () => {
  const world = await live()
  const reader = await world.open('?locale=en')
  for (let from = 0; from < 1_200; from += 300) await world.append(300, from)
  await vi.waitFor(() => expect(reader.blocks.some(({ id }) => id !== null)).toBe(true))
  const moved = reader.blocks.filter(({ id }) => id !== null)
  expect(moved).toEqual([{ id: moved[0]?.id, retry: null, data: null, comment: ':' }])
  expect(Number(moved[0]?.id)).toBeGreaterThanOrEqual(1_000)
})

test('a reader that takes less than comes misses nothing', async () => {
  const world = await live()
  const [slow, quick] = [await world.open(), await world.open()]
  slow.response.pause()
  // More than the buffers of the two sockets take.
  const count = 12_000
  for (let from = 0; from < count; from += 1_000) await world.append(1_000, from)
  await quick.entries(count)
  slow.response.resume()
  const expected = Array.from({ length: count }, (_, at) => at + 1)
  expect(await slow.entries(count)).toEqual(expected)
  expect(quick.seqs()).toEqual(expected)
})

test('readers come and go while entries come, and each has every entry once', async () => {
  const world = await live()
  const batches = Array.from({ length: 100 }, (_, round) => 1 + (round % 7))
  const total = batches.reduce((sum, count) => sum + count)
  let isOver = false
  const write = async () => {
    for (const [round, count] of batches.entries()) {
      await world.append(count, round * 10)
      if (round % 3 === 0) await sleep(1)
    }
    isOver = true
  }
  const walk = async (_: unknown, index: number) => {
    const seen: number[] = []
    const openNext = () => world.open('', { 'last-event-id': String(seen.at(-1) ?? 0) })
    while (!isOver) {
      const reader = await openNext()
      await sleep(5 + ((index * 7) % 23))
      reader.close()
      seen.push(...reader.seqs())
    }
    seen.push(...(await (await openNext()).entries(total - seen.length)))
    expect(seen).toEqual(Array.from({ length: total }, (_, at) => at + 1))
  }
  await Promise.all([write(), ...Array.from({ length: 20 }, walk)])
})
