import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createEdge, type EdgeDependencies } from '../../../src/http/edge/edge.ts'
import { watchLoad } from '../../../src/http/edge/load.ts'
import { createResponseCache, prepareAnswer } from '../../../src/http/edge/response-cache.ts'
import { createProblemWriter } from '../../../src/http/protocol/problem.ts'
import type { Answered } from '../../../src/http/telemetry/metrics.ts'
import { problems } from '../../../src/slices.ts'
import { stopwatch } from '../stopwatch.ts'

/** An edge in front of a router that records whether it was reached; `/kept` is cached. */
async function gated(
  { isOverloaded = () => false, ...parts }: Partial<EdgeDependencies> & { isOverloaded?: () => boolean } = {},
  route: RequestListener = (_, response) => void response.end('routed'),
) {
  const cache = createResponseCache(1_000_000)
  const bytes = Buffer.from('{"data":1}')
  const contentType = 'application/json'
  const kept = {
    route: '/kept',
    bytes,
    contentType,
    digest: bytes,
    headers: ['vary', 'Accept-Encoding'],
    describing: [],
  }
  cache?.set('/kept', prepareAnswer({ ...kept, epoch: 1, until: Infinity }), 10)
  const answered: Answered[] = []
  const edge: EdgeDependencies = {
    cache,
    limiter: null,
    addressOf: () => '192.0.2.1',
    load: { isOverloaded, onConnection: () => {} },
    problems: createProblemWriter(problems),
    isDraining: () => false,
    epoch: () => 1,
    now: () => 0,
    newRequestId: () => 'request-1',
    headersOf: () => ({}),
    onAnswered: (one) => answered.push(one),
    ...parts,
  }
  const server = createServer(createEdge(edge, route))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const get = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method })
  return { get, answered, port }
}

test('load shedding refuses uncached requests at once, with Retry-After', async () => {
  const { get, answered } = await gated({ isOverloaded: () => true })
  for (const path of ['/v1/articles', '/', '/livez?x', '/livezz']) {
    const response = await get(path)
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(JSON.parse(await response.text())).toMatchObject({
      status: 503,
      code: 'overloaded',
      requestId: 'request-1',
    })
  }
  expect(answered[0]).toMatchObject({ route: 'overloaded', status: 503, cached: false })
  const head = await get('/v1/articles', 'HEAD')
  expect([head.status, await head.text()]).toEqual([503, ''])
})

test('load shedding spares cached answers and operational endpoints', async () => {
  const { get, answered } = await gated({ isOverloaded: () => true })
  expect(await (await get('/kept')).text()).toBe('{"data":1}')
  expect(answered).toMatchObject([{ route: '/kept', status: 200, cached: true }])
  for (const path of ['/livez', '/readyz', '/metrics']) expect(await (await get(path)).text()).toBe('routed')
})

test('a stale cached answer is not sent under overload either', async () => {
  for (const untrue of [{ epoch: () => 2 }, { now: () => Infinity }]) {
    const { get } = await gated({ isOverloaded: () => true, ...untrue })
    expect((await get('/kept')).status).toBe(503)
  }
})

test('a request that is refused anyway does not count towards the load', async () => {
  let asked = 0
  const isOverloaded = () => {
    asked += 1
    return false
  }
  const { get } = await gated({ isOverloaded })
  expect((await get(`/${'x'.repeat(9_000)}`)).status).toBe(414)
  await get('/kept')
  await get('/livez')
  expect(asked).toBe(0)
  expect(await (await get('/else')).text()).toBe('routed')
  expect(asked).toBe(1)
})

test('a server that shuts down still answers, and closes each connection after its answer', async () => {
  const { get } = await gated({ isDraining: () => true })
  for (const path of ['/kept', '/else', '/livez']) {
    const response = await get(path)
    expect([response.status, response.headers.get('connection')]).toEqual([200, 'close'])
  }
})

test('an event loop that admits too much within one tick is overloaded until the next tick', async () => {
  const { advance } = stopwatch()
  const load = watchLoad()
  const take = (count: number) => Array.from({ length: count }, () => load.isOverloaded(0)).includes(true)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(take(1_000)).toBe(false)
  advance(120)
  expect(load.isOverloaded(0)).toBe(true)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(load.isOverloaded(0)).toBe(false)
})

test('the time of admitted requests is estimated from the last ones', async () => {
  stopwatch()
  const load = watchLoad()
  await new Promise((resolve) => setTimeout(resolve, 20))
  const takenOf = (itemMs: number) =>
    Array.from({ length: 1_000 }, () => load.isOverloaded(itemMs)).filter((isRefused) => !isRefused).length
  expect(takenOf(0.1)).toBe(501)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(takenOf(10)).toBe(50)
})

test('a single slow request is not an overload', async () => {
  const { advance } = stopwatch()
  const load = watchLoad()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(load.isOverloaded(0)).toBe(false)
  advance(120)
  expect(load.isOverloaded(0)).toBe(false)
})

test('load shedding admits up to two hundred concurrent desk requests that have a key', async () => {
  const waiting: ServerResponse[] = []
  const { port } = await gated({ isOverloaded: () => true }, (_, response) => waiting.push(response))
  const send = (path: string, authorization?: string) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers: authorization ? { authorization } : {} })
  expect((await send('/admin/v1/keys')).status).toBe(503)
  expect((await send('/v1/articles', 'Bearer x')).status).toBe(503)
  const taken = Array.from({ length: 200 }, () => send('/admin/v1/keys', 'Bearer x'))
  await vi.waitFor(() => expect(waiting).toHaveLength(200))
  expect((await send('/admin/v1/keys', 'Bearer x')).status).toBe(503)
  for (const response of waiting.splice(0)) response.end('routed')
  expect(new Set((await Promise.all(taken)).map(({ status }) => status))).toEqual(new Set([200]))
  const again = send('/admin/v1/keys', 'Bearer x')
  await vi.waitFor(() => expect(waiting).toHaveLength(1))
  waiting[0]?.end()
  expect((await again).status).toBe(200)
})
