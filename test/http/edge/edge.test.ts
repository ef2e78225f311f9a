import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createEdge, type EdgeDependencies } from '../../../src/http/edge/edge.ts'
import { createResponseCache, prepareAnswer } from '../../../src/http/edge/response-cache.ts'
import { createProblemWriter } from '../../../src/http/protocol/problem.ts'
import type { Answered } from '../../../src/http/telemetry/metrics.ts'
import { problems } from '../../../src/slices.ts'

const bytes = Buffer.from('{"data":1}')
const prepared = (route: string) =>
  prepareAnswer({
    route,
    bytes,
    contentType: 'application/json',
    digest: bytes,
    headers: ['vary', 'Accept-Encoding'],
    describing: [],
  })

const lasting = { epoch: 1, tags: [], until: Infinity, bytes: 10 }

/** An edge in front of a router that records what reached it; `/kept` is cached. */
async function gated(
  parts: Partial<EdgeDependencies> = {},
  route: RequestListener = (_, response) => void response.end('routed'),
) {
  const cache = createResponseCache(1_000_000, () => 1)
  cache?.set('/kept', prepared('/kept'), lasting)
  const answered: Answered[] = []
  const stopping = new AbortController()
  const { onRequest, onConnection, onOperationalRequest } = createEdge(
    {
      cache,
      limiter: null,
      addressOf: () => '192.0.2.1',
      problems: createProblemWriter(problems),
      stopping: stopping.signal,
      now: () => 0,
      isCurrent: () => true,
      elapsed: () => 0,
      newRequestId: () => 'request-1',
      headersOf: () => ({}),
      onAnswered: (one) => answered.push(one),
      ...parts,
    },
    route,
  )
  const listen = async (listener: RequestListener) => {
    const server = createServer(listener).on('connection', onConnection)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const address = server.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const get = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init)
    return { get, port }
  }
  const { get: getOperational } = await listen(onOperationalRequest)
  return {
    ...(await listen(onRequest)),
    getOperational,
    answered,
    cache,
    stop: () => stopping.abort(),
  }
}

/** An edge under overload: each request has waited for longer than the target when its turn comes. */
async function overloaded(parts: Partial<EdgeDependencies> = {}, route?: RequestListener) {
  const edge = await gated(parts, route)
  let now = performance.now() + 10_000
  const stopped = vi.spyOn(performance, 'now').mockImplementation(() => (now += 2_000))
  onTestFinished(() => void stopped.mockRestore())
  for (let count = 0; count < 3; count += 1) await (await edge.get('/first')).text()
  edge.answered.length = 0
  return edge
}

test('load shedding refuses requests that have waited too long, with Retry-After', async () => {
  const { get, answered } = await overloaded()
  for (const path of ['/v1/articles', '/', '/livezz']) {
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
  const head = await get('/v1/articles', { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([503, ''])
})

test('load shedding spares cached answers and operational endpoints', async () => {
  const { get, answered } = await overloaded()
  expect(await (await get('/kept')).text()).toBe('{"data":1}')
  expect(answered).toMatchObject([{ route: '/kept', status: 200, cached: true }])
  for (const path of ['/livez', '/livez?x=1', '/readyz', '/metrics'])
    expect(await (await get(path)).text()).toBe('routed')
})

test('a stale cached answer is not sent under overload either', async () => {
  const touched = createResponseCache(1_000_000, () => 2)
  touched?.set('/kept', prepared('/kept'), lasting)
  for (const untrue of [{ cache: touched }, { now: () => Infinity }]) {
    const { get } = await overloaded(untrue)
    expect((await get('/kept')).status).toBe(503)
  }
})

test('load shedding spares up to two hundred concurrent desk requests that have a key', async () => {
  const waiting: (() => void)[] = []
  const { get } = await overloaded({}, ({ url }, response) => {
    if (url === '/first') response.end()
    else waiting.push(() => response.end('routed'))
  })
  const ask = (path: string) => get(path, { headers: { authorization: 'Bearer x' } })
  expect((await get('/admin/v1/keys')).status).toBe(503)
  expect((await ask('/v1/articles')).status).toBe(503)
  const taken = Array.from({ length: 200 }, () => ask('/admin/v1/keys'))
  await vi.waitFor(() => expect(waiting).toHaveLength(200))
  expect((await ask('/admin/v1/keys')).status).toBe(503)
  for (const answer of waiting.splice(0)) answer()
  expect(new Set((await Promise.all(taken)).map(({ status }) => status))).toEqual(new Set([200]))
})

test('of equal requests one reaches the router; the others get its answer', async () => {
  let routed = 0
  const { get, cache } = await gated({}, (request, response) => {
    routed += 1
    setTimeout(() => {
      cache?.set(request.url ?? '', prepared('/list'), lasting)
      request.admitted?.onPrepared()
      response.end(bytes)
    }, 50)
  })
  const answers = await Promise.all(Array.from({ length: 20 }, () => get('/list').then((one) => one.text())))
  expect(new Set(answers)).toEqual(new Set(['{"data":1}']))
  expect(routed).toBe(1)
})

test('equal requests whose answer is not cached all reach the router, as do those of a client that leaves', async () => {
  const routed: string[] = []
  const { get } = await gated({}, (request, response) => {
    routed.push(request.url ?? '')
    if (routed.length > 1) response.end('routed')
    else request.socket.destroy()
  })
  const statuses = Array.from({ length: 5 }, () =>
    get('/missing').then(
      ({ status }) => status,
      () => 0,
    ),
  )
  expect((await Promise.all(statuses)).toSorted()).toEqual([0, 200, 200, 200, 200])
  expect(routed).toHaveLength(5)
})

test('requests with a key or a body do not wait for an equal one', async () => {
  let open = 0
  let most = 0
  const { get } = await gated({}, (_, response) => {
    open += 1
    most = Math.max(most, open)
    setTimeout(() => {
      open -= 1
      response.end()
    }, 50)
  })
  await Promise.all([1, 2, 3].map(() => get('/list', { headers: { authorization: 'Bearer x' } })))
  expect(most).toBe(3)
})

test('a server that shuts down still answers, and closes each connection after its answer', async () => {
  const { get, stop } = await gated()
  stop()
  for (const path of ['/kept', '/else', '/livez']) {
    const response = await get(path)
    expect([response.status, response.headers.get('connection')]).toEqual([200, 'close'])
  }
})

test('a connection is closed after an answer that was being made when the server began to stop', async () => {
  const { get, stop } = await gated({}, (request, response) => {
    stop()
    request.admitted?.onPrepared()
    response.end()
  })
  expect((await get('/else')).headers.get('connection')).toBe('close')
})

test('the listener for health checks answers nothing else', async () => {
  const { getOperational } = await gated()
  for (const path of ['/livez', '/readyz?x=1', '/metrics'])
    expect(await (await getOperational(path)).text()).toBe('routed')
  for (const path of ['/', '/kept', '/v1/articles']) {
    const response = await getOperational(path)
    expect([response.status, JSON.parse(await response.text()).code]).toEqual([404, 'not-found'])
  }
})

/** Sends requests at once on one connection, and returns what comes back until it ends or nothing comes for a while. */
async function pipeline(port: number, count: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let received = ''
  socket.on('data', (chunk) => {
    received += chunk
  })
  socket.on('error', () => {})
  socket.write('GET /one HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(count))
  await Promise.race([once(socket, 'close'), sleep(400)])
  socket.destroy()
  return received
}

test('pipelined requests are begun one after the other, and all are answered', async () => {
  let open = 0
  let most = 0
  const { port } = await gated({ cache: null }, (_, response) => {
    open += 1
    most = Math.max(most, open)
    setImmediate(() => {
      open -= 1
      response.end('routed')
    })
  })
  expect((await pipeline(port, 50)).match(/routed/g)).toHaveLength(50)
  expect(most).toBe(1)
})

test('a connection on which more than a hundred requests wait is closed, and nothing else', async () => {
  const { port, get } = await gated({ cache: null }, (request, response) => {
    if (request.url === '/one') setTimeout(() => response.end('routed'), 200)
    else response.end('routed')
  })
  expect(await pipeline(port, 500)).toBe('')
  expect((await get('/two')).status).toBe(200)
})
