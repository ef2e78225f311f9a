import { expect, test } from 'vitest'
import { articleKind } from '../../../src/articles/kind.ts'
import { appendOverdue } from '../../../src/publishing/tape/follow.ts'
import { sampleSlug } from '../../helpers.ts'
import { anArticle } from '../../makers.ts'
import { served } from '../served.ts'
import { stopwatch } from '../stopwatch.ts'

const article = `/v1/articles/${sampleSlug}`

test('requests are counted by method, route pattern and status, including cache hits', async () => {
  const { ask } = await served({ environment: { RATE_LIMIT: '12' } })
  for (const _ of [1, 2, 3]) await ask(article)
  await ask(article, { method: 'HEAD' })
  await ask('/v1/articles/absent')
  await ask('/v1/articles?limit=0')
  await ask('/nothing/of/the/kind')
  await ask(article, { method: 'DELETE' })
  await ask(article, { method: 'PROPFIND' })
  await ask(`/v1/articles?${'x'.repeat(9_000)}`)
  await ask(article, { headers: { authorization: 'Bearer x' } })
  for (const _ of [1, 2, 3]) await ask('/v1/topics')
  const { bytes } = await ask('/metrics')
  const counted = bytes
    .toString()
    .split('\n')
    .filter((line) => line.startsWith('broadtape_http_requests_total{'))
    .map((line) => line.slice('broadtape_http_requests_total'.length))
  const one = '/v1/articles/{idOrSlug}'
  expect(counted.sort()).toEqual(
    [
      `{method="GET",route="${one}",status="200"} 3`,
      `{method="HEAD",route="${one}",status="200"} 1`,
      `{method="GET",route="${one}",status="404"} 1`,
      `{method="GET",route="${one}",status="401"} 1`,
      '{method="GET",route="/v1/articles",status="400"} 1',
      '{method="GET",route="unrouted",status="404"} 1',
      '{method="DELETE",route="unrouted",status="405"} 1',
      '{method="other",route="unrouted",status="405"} 1',
      '{method="GET",route="uri-too-long",status="414"} 1',
      '{method="GET",route="/v1/topics",status="200"} 2',
      '{method="GET",route="rate-limited",status="429"} 1',
    ].sort(),
  )
  expect(bytes.toString()).not.toContain(sampleSlug)
})

test('request durations are recorded by route, in seconds', async () => {
  const { ask } = await served()
  for (const _ of [1, 2, 3]) await ask(article)
  const { bytes } = await ask('/metrics')
  const of = (name: string, labels: string) =>
    Number(
      bytes
        .toString()
        .split(`broadtape_http_request_duration_seconds_${name}{${labels}} `)[1]
        ?.split('\n')[0],
    )
  const route = 'route="/v1/articles/{idOrSlug}"'
  expect(of('count', route)).toBe(3)
  expect(of('sum', route)).toBeGreaterThan(0)
  expect(of('sum', route)).toBeLessThan(3)
  expect(of('bucket', `le="+Inf",${route}`)).toBe(3)
})

test('the duration of a routed request includes its wait for the end of the tick', async () => {
  const { ask, app } = await served()
  const watch = stopwatch()
  // Runs after the edge has received the request, and before the router has it.
  app.server.on('request', () => watch.advance(250))
  await ask('/v1/topics')
  const { bytes } = await ask('/metrics')
  const [, sum] = /duration_seconds_sum\{route="\/v1\/topics"\} (\S+)/.exec(bytes.toString()) ?? []
  expect(Number(sum)).toBe(0.25)
})

test('cache hits and size, tape head, epoch and overdue entries are exposed, and nothing about scheduled content', async () => {
  const { metric, ask, desk, db, time, clock } = await served()
  const head = await metric('broadtape_tape_head')
  expect(head).toBeGreaterThan(10)
  expect(await metric('broadtape_overdue_entries')).toBe(0)
  expect(await metric('broadtape_epoch')).toBe(db.epoch())
  expect(await metric('broadtape_cache_bytes')).toBe(0)
  const times = { publishAt: '2026-04-02T00:00:00.000Z', expiresAt: '2026-04-03T00:00:00.000Z' }
  await desk.publish(articleKind, anArticle({ slug: 'soon' }), times)
  expect(await metric('broadtape_overdue_entries')).toBe(0)
  expect(await metric('broadtape_tape_head')).toBe(head)
  expect(await metric('broadtape_epoch')).toBe(db.epoch())
  time.set('2026-04-02T00:00:00.000Z')
  expect(await metric('broadtape_overdue_entries')).toBe(1)
  await appendOverdue(db, clock.now)
  expect(await metric('broadtape_overdue_entries')).toBe(0)
  expect(await metric('broadtape_tape_head')).toBe(head + 1)
  expect(await metric('broadtape_cache_hits_total')).toBe(0)
  for (const _ of [1, 2, 3]) await ask(article)
  expect(await metric('broadtape_cache_hits_total')).toBe(2)
  const { bytes } = await ask(article)
  expect(await metric('broadtape_cache_bytes')).toBeGreaterThan(bytes.length)
})

test('metrics are in the Prometheus text format, per process, and never cached', async () => {
  const { ask, metric } = await served()
  const { headers, bytes } = await ask('/metrics')
  expect(headers['content-type']).toMatch(/^text\/plain; version=[\d.]+; charset=utf-8/)
  expect(headers['cache-control']).toBe('no-store')
  const lines = bytes.toString().trim().split('\n')
  const sample = /^[a-z_:][a-z0-9_:]*(?:\{(?:[a-z_]+="[^"\\\n]*",?)+\})? (?:[-+\d.e]+|NaN|[+-]Inf)$/i
  expect(lines.filter((line) => !/^(?:# (?:HELP|TYPE) |$)/.test(line) && !sample.test(line))).toEqual([])
  expect(await metric('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0)
  expect(await metric('process_resident_memory_bytes')).toBeGreaterThan(10_000_000)
  // Two applications in one process count separately.
  const other = await served()
  expect(await other.metric('broadtape_cache_hits_total')).toBe(0)
})

test('metrics are available while the store fails, except those read from it', async () => {
  const { ask, db, metric } = await served()
  await ask(article)
  await ask(article)
  await db.close()
  expect((await ask('/metrics')).status).toBe(200)
  expect(await metric('broadtape_cache_hits_total')).toBe(1)
  for (const name of ['broadtape_tape_head', 'broadtape_overdue_entries']) {
    const { bytes } = await ask('/metrics')
    // NaN in the text format.
    expect(bytes.toString()).toMatch(new RegExp(`^${name} nan$`, 'im'))
  }
})
