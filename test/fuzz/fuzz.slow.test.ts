import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { fuzz, fuzzSeed } from './fuzz.ts'
import { startTarget } from './target.ts'

const requests = Number(process.env.FUZZ_REQUESTS ?? 50_000)

test('drawn requests, right and wrong, are all answered as the document says', {
  timeout: 60_000 + requests * 3,
}, async () => {
  const target = await startTarget()
  const { seed, findings, seen, shed } = await fuzz(target, { seed: fuzzSeed, requests })
  expect({ seed, told: findings.join('\n\n') }).toEqual({ seed, told: '' })
  expect(target.errors).toEqual([])
  expect(shed).toBeLessThan(requests / 10)
  // Every operation was reached and has also refused, and every sort of answer has come.
  for (const path of Object.keys(target.document.paths).filter((path) => !path.startsWith('/admin/'))) {
    expect(seen.get(`200 ${path}`), path).toBeGreaterThan(0)
    expect(seen.get(`400 ${path}`), path).toBeGreaterThan(0)
  }
  const statuses = ['204', '304', '308', '401', '404', '405', '410', '414', '451', '503']
  expect(statuses.filter((status) => !seen.has(status))).toEqual([])
})

describe('the fuzzer finds', () => {
  const faults: [string, RegExp, (app: FastifyInstance) => void][] = [
    [
      'a handler that fails at one value of one parameter',
      /fails with internal-error/,
      (app) =>
        app.addHook('preHandler', async ({ query }) => {
          if (isObject(query) && 'limit' in query && query.limit === '97') throw new Error('planted')
        }),
    ],
    [
      'a field that is not declared',
      /is not as \/v1\/topics\/\{topic\} describes it/,
      (app) =>
        app.addHook('preHandler', async ({ url, headers }, reply) => {
          if (!url.startsWith('/v1/topics/medtop') || headers.planted) return
          const inner = await app.inject({ url, headers: { planted: 'yes' } })
          if (inner.statusCode !== 200) return
          const { 'content-length': _, connection: __, ...rest } = inner.headers
          await reply.headers(rest).send(inner.body.replace('{"data":{', '{"data":{"secret":1,'))
        }),
    ],
    [
      'a status that is not declared',
      /is 202, which \/v1\/corrections does not declare/,
      (app) =>
        app.addHook('preHandler', async ({ url }, reply) => {
          if (/^\/v1\/corrections\?.*asOf=2026/.test(url)) reply.code(202).send()
        }),
    ],
    [
      'an answer that repeats what was sent',
      /says again what was sent/,
      (app) =>
        app.addHook('onSend', async ({ url }, { statusCode }, payload) =>
          // As canaries begin.
          statusCode === 400 && url.includes('cnry')
            ? String(payload).replace('}', `,"instance":${JSON.stringify(url)}}`)
            : payload,
        ),
    ],
    [
      'a parameter that is taken as it is not declared',
      /is 200, where 400 is expected/,
      (app) =>
        app.addHook('preValidation', async ({ query }) => {
          if (isObject(query) && 'limit' in query && query.limit === '101') delete query.limit
        }),
    ],
    [
      'an answer that is longer than it says',
      /an answer begins with "!/,
      (app) =>
        app.server.on('request', ({ url, socket }, response) => {
          if (url?.includes('limit=50')) response.on('finish', () => socket.write('!'))
        }),
    ],
  ]

  test.each(faults)('%s', async (_, message, plant) => {
    const told = await fuzz(await startTarget(plant), {
      seed: fuzzSeed,
      requests: 20_000,
      findingsMax: 1,
    }).then(
      ({ findings }) => findings.join('\n'),
      (error) => String(error),
    )
    expect(told).toMatch(message)
  })
})

const isObject = (value: unknown): value is { limit?: unknown } => typeof value === 'object' && value !== null
