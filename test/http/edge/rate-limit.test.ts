import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientOf, createRateLimiter } from '../../../src/http/edge/rate-limit.ts'
import { served } from '../served.ts'

const five = { RATE_LIMIT: '5' }

test('the rate limit is stated in each answer, cached or not; the first request over it is refused', async () => {
  const { ask, hits } = await served({ environment: five })
  const urls = ['/v1/articles', '/v1/articles', '/v1/articles/absent', '/v1/topics?limit=0', '/v1/articles']
  for (const [index, url] of urls.entries()) {
    const { headers } = await ask(url)
    expect(headers['ratelimit-policy']).toBe('"default";q=5;w=60')
    expect(headers.ratelimit).toBe(`"default";r=${4 - index};t=60`)
    expect(headers['access-control-expose-headers']).toContain('RateLimit')
  }
  expect(await hits()).toBe(2)
  for (const url of ['/v1/articles', '/v1/topics', '/nothing', '/docs']) {
    const { status, headers, bytes } = await ask(url)
    expect(status).toBe(429)
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'ratelimit-policy': '"default";q=5;w=60',
      ratelimit: '"default";r=0;t=60',
      'retry-after': '60',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    })
    const { detail, requestId, ...problem } = JSON.parse(bytes.toString())
    expect(problem).toEqual({
      type: '/problems/rate-limited',
      title: 'Too many requests',
      status: 429,
      code: 'rate-limited',
    })
    expect(headers['x-request-id']).toBe(requestId)
    expect(detail).toMatch(/\w/)
  }
  const head = await ask('/v1/articles', { method: 'HEAD' })
  expect([head.status, head.bytes.length]).toEqual([429, 0])
  // A refused request is not a cache hit.
  expect(await hits()).toBe(2)
})

test('the limit resets after a minute, and the answers state the time left', async () => {
  const { ask, time } = await served({ environment: five })
  const state = async () => {
    const { status, headers } = await ask('/v1/articles')
    return [status, headers.ratelimit, headers['retry-after']]
  }
  time.set('2026-04-01T00:00:20.000Z')
  for (let count = 0; count < 5; count += 1) await ask('/v1/articles')
  expect(await state()).toEqual([429, '"default";r=0;t=40', '40'])
  time.set('2026-04-01T00:00:59.001Z')
  expect(await state()).toEqual([429, '"default";r=0;t=1', '1'])
  time.set('2026-04-01T00:00:59.999Z')
  expect(await state()).toEqual([429, '"default";r=0;t=1', '1'])
  time.set('2026-04-01T00:01:00.000Z')
  expect(await state()).toEqual([200, '"default";r=4;t=60', undefined])
})

test('operational endpoints are not limited, even for a client that is over the limit', async () => {
  const { ask } = await served({ environment: { RATE_LIMIT: '1' } })
  for (const _ of [1, 2, 3]) {
    for (const url of ['/livez', '/readyz', '/metrics']) {
      const { status, headers } = await ask(url)
      expect(status).toBe(200)
      expect(headers).not.toHaveProperty('ratelimit')
    }
    await ask('/v1/articles')
  }
  expect((await ask('/v1/articles')).status).toBe(429)
})

test('without a limit there are no RateLimit headers', async () => {
  const { ask } = await served({ environment: { RATE_LIMIT: '0' } })
  for (let count = 0; count < 20; count += 1) {
    const { status, headers } = await ask('/v1/articles')
    expect(status).toBe(200)
    expect(Object.keys(headers).filter((name) => name.startsWith('ratelimit'))).toEqual([])
  }
})

describe('who the client is', () => {
  /** What each client in turn has left of a limit of five. */
  async function remaining(trust: string | null, forwarded: readonly (string | undefined)[]) {
    const { ask } = await served({ environment: { ...five, ...(trust && { TRUST_PROXY: trust }) } })
    const left: string[] = []
    for (const one of forwarded) {
      const headers: Record<string, string> = one === undefined ? {} : { 'x-forwarded-for': one }
      const answer = await ask('/v1/articles', { headers: { ...headers, forwarded: `for=${one}` } })
      left.push(/r=(\d)/.exec(String(answer.headers.ratelimit))?.[1] ?? '')
    }
    return left.join('')
  }
  const spread = ['203.0.113.1', '203.0.113.2', undefined, '203.0.113.1']

  test('is the address of the connection, whatever X-Forwarded-For says', async () => {
    expect(await remaining(null, spread)).toBe('4321')
    expect(await remaining('10.0.0.0/8', spread)).toBe('4321')
  })

  test('is taken from a trusted proxy: the last address that is not a proxy', async () => {
    expect(await remaining('loopback', spread)).toBe('4443')
    expect(
      await remaining('127.0.0.0/8,10.0.0.0/8', [
        '203.0.113.1',
        '198.51.100.7, 203.0.113.1',
        '203.0.113.1, 10.1.2.3',
        '203.0.113.1, 198.51.100.7, 10.1.2.3',
        'nonsense, 203.0.113.1',
      ]),
    ).toBe('43241')
  })

  test.each([
    [
      '203.0.113.7',
      ['203.0.113.7:40001', '"203.0.113.7:2"', '[::ffff:203.0.113.7]:443', '::FFFF:203.0.113.7'],
    ],
    ['2001:db8::1', ['[2001:db8::1]:443', '"[2001:DB8:0:0::5]:_a"', '2001:db8::2%eth0', '[2001:db8::%1]']],
    ['203.0.113.7', ['203.0.113.7:1, 127.0.0.1:5000', '203.0.113.7 , [::1%lo]:80', '203.0.113.7, "[::1]"']],
  ])('is %s also with a port, brackets, quotes or a zone: %j', async (plain, others) => {
    expect(await remaining('loopback', [plain, ...others])).toBe('43210'.slice(0, others.length + 1))
  })

  test('is one IPv4 address, or one IPv6 network of 64 bits', () => {
    expect(clientOf('192.0.2.1')).toBe('192.0.2.1')
    expect(clientOf('::ffff:192.0.2.1')).toBe('192.0.2.1')
    const same = ['2001:db8:1:2::1', '2001:db8:1:2::', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2:ffff::']
    expect(new Set(same.map(clientOf)).size).toBe(1)
    const others = [
      '2001:db8:1:3::1',
      '2001:db8:1::2',
      '2001:db8::1:2',
      '::1',
      '2001:db8:1:20::1',
      '192.0.2.1',
    ]
    expect(new Set([...same, ...others].map(clientOf)).size).toBe(7)
    expect(clientOf('::')).toBe(clientOf('::1'))
    expect(['', 'unknown', '_hidden', '192.0.2', 'x'.repeat(9_000)].map(clientOf)).toEqual(
      Array(5).fill('unknown'),
    )
    expect(clientOf('::ffff:0:0:0:0:0')).toBe('0:0:ffff:0')
  })

  test('is the same network however the address is abbreviated', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16))
    const address = fc.array(fc.oneof(fc.constant('0'), group), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(address, fc.nat({ max: 7 }), fc.nat({ max: 7 }), (groups, from, count) => {
        const to = Math.min(from + count + 1, 8)
        fc.pre(groups.slice(from, to).every((one) => one === '0'))
        // An IPv4 address in the form of IPv6.
        fc.pre(groups.slice(0, 6).join(':') !== '0:0:0:0:0:ffff')
        const short = `${groups.slice(0, from).join(':')}::${groups.slice(to).join(':')}`
        expect(clientOf(short)).toBe(groups.slice(0, 4).join(':'))
        expect(clientOf(groups.join(':'))).toBe(groups.slice(0, 4).join(':'))
      }),
    )
  })
})

test('clients are counted separately, and exceeding the limit does not extend the wait', () => {
  const limiter = createRateLimiter(2)
  const left = (client: string, now: number) => limiter?.take(client, now).remaining
  expect(['a', 'b', 'a', 'a', 'a', 'b'].map((client) => left(client, 60_001))).toEqual([1, 1, 0, -1, -2, 0])
  expect(left('a', 119_999)).toBe(-3)
  expect(left('a', 120_000)).toBe(1)
})

test('a client is limited however many others there are, and memory stays bounded', () => {
  const limiter = createRateLimiter(2)
  const left = (client: string) => limiter?.take(client, 60_001).remaining
  for (let client = 0; client < 200_001; client += 1) left(`${client}`)
  expect(['new', 'new', 'new', '200000'].map(left)).toEqual([1, 0, -1, 0])
  // It is the longest silent and was displaced.
  expect(left('0')).toBe(1)
})
