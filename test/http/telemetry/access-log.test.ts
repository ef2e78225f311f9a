import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { putRules } from '../../../src/disclaimers/rules.ts'
import { createObserver } from '../../../src/http/telemetry/access-log.ts'
import { createMetrics } from '../../../src/http/telemetry/metrics.ts'
import { sampleSlug } from '../../helpers.ts'
import { aRule } from '../../makers.ts'
import { served } from '../served.ts'

const article = `/v1/articles/${sampleSlug}`

/** The access log, once all answers are sent. */
async function requestLines(lines: readonly string[]) {
  await sleep(20)
  return lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request')
}

test('with LOG_REQUESTS=all, the access log has one line per request, with id and route', async () => {
  const { ask, lines } = await served({ environment: { LOG_REQUESTS: 'all', RATE_LIMIT: '6' } })
  const asked = [
    await ask(article),
    await ask(`${article}?`, { method: 'HEAD' }),
    await ask(article),
    await ask('/v1/articles/absent'),
    await ask('/nothing'),
    await ask(`/v1/articles?${'x'.repeat(9_000)}`),
    await ask('/v1/topics?limit=0'),
    await ask('/v1/topics'),
  ]
  const found = await requestLines(lines)
  expect(found.map(({ reqId }) => reqId)).toEqual(asked.map(({ headers }) => headers['x-request-id']))
  const one = '/v1/articles/{idOrSlug}'
  expect(found.map(({ method, route, status, cached }) => [method, route, status, cached])).toEqual([
    ['GET', one, 200, false],
    ['HEAD', one, 200, false],
    ['GET', one, 200, true],
    ['GET', one, 404, false],
    ['GET', 'unrouted', 404, false],
    ['GET', 'uri-too-long', 414, false],
    ['GET', '/v1/topics', 400, false],
    ['GET', 'rate-limited', 429, false],
  ])
  for (const line of found) {
    expect(Object.keys(line)).toEqual([
      'level',
      'time',
      'reqId',
      'method',
      'route',
      'status',
      'ms',
      'cached',
      'msg',
    ])
    expect(line).toMatchObject({ level: 30, ms: expect.any(Number), time: expect.any(Number) })
  }
  expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true)
})

test('with LOG_REQUESTS=errors, it has a line for each server error only', async () => {
  const { ask, lines, db } = await served()
  for (const url of [article, article, '/v1/articles/absent', '/v1/articles?limit=0', '/livez'])
    await ask(url)
  expect(await requestLines(lines)).toEqual([])
  await db.write((write) => putRules(write, [aRule({ disclaimer: 'missing', required: true })]))
  const { status, headers } = await ask(article)
  expect(status).toBe(503)
  expect(await requestLines(lines)).toEqual([
    expect.objectContaining({ level: 50, status: 503, reqId: headers['x-request-id'] }),
  ])
})

test('with LOG_REQUESTS=slow, it also has one for requests of half a second or more', () => {
  const lines: string[] = []
  const writer = { write: (line: string) => lines.push(line) }
  const answered = { requestId: 'r', method: 'GET', route: '/v1/articles', status: 200, cached: false }
  for (const logRequests of ['errors', 'slow'] as const) {
    const observe = createObserver({ logRequests, logLevel: 'info' }, createMetrics(), writer, () => 1_000)
    observe({ ...answered, startedAt: performance.now() - 100 })
    observe({ ...answered, startedAt: performance.now() - 600 })
    observe({ ...answered, status: 503, startedAt: performance.now() })
  }
  const logged = lines.map((line) => JSON.parse(line))
  expect(logged.map(({ status, ms }) => [status, ms >= 500])).toEqual([
    [503, false],
    [200, true],
    [503, false],
  ])
})

test('the log contains nothing that a client sends: no URL, query, key, header or body', async () => {
  const { ask, send, lines, db } = await served({ environment: { LOG_REQUESTS: 'all', RATE_LIMIT: '0' } })
  const canary = 'canary4711'
  const headers = {
    authorization: `Bearer ${canary}`,
    'x-forwarded-for': canary,
    'user-agent': canary,
    referer: `http://${canary}/`,
    cookie: `a=${canary}`,
    'x-request-id': canary,
    traceparent: canary,
    host: canary,
  }
  const { authorization: _, ...plain } = headers
  const urls = [
    `/${canary}`,
    `/v1/articles/${canary}`,
    `${article}?q=${canary}`,
    `${article}?${canary}`,
    article,
  ]
  for (const url of urls)
    for (const one of [headers, plain])
      for (const method of ['GET', 'POST', 'OPTIONS'])
        await ask(url, { method, headers: one, ...(method === 'POST' && { body: `{"a":"${canary}"}` }) })
  await send(`GET /${canary} HTTP/1.1\r\nHost: ${canary}\r\nHost: a\r\nConnection: close\r\n\r\n`)
  await send(`${canary} / HTTP/1.1\r\n\r\n`)
  await send(`GET http://${canary}/%ff HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  // A server error is logged with its cause, but still without anything of the request.
  await db.close()
  await ask(`${article}?fields=headline&asOf=2026-04-01T00:00:00Z`, { headers: plain })
  await ask(`/v1/articles/${canary}`, { headers: plain })
  const found = await requestLines(lines)
  expect(found.length).toBeGreaterThan(20)
  expect(found.some(({ status }) => status >= 500)).toBe(true)
  expect(lines.filter((line) => line.includes(canary))).toEqual([])
})
