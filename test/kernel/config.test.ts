import { describe, expect, test } from 'vitest'
import { readConfig, settingNames } from '../../src/kernel/config.ts'
import { ConfigFault } from '../../src/kernel/errors.ts'

/** The invalid settings, one for each line of the message. */
function faults(environment: Record<string, string>): string[] {
  try {
    readConfig(environment)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigFault)
    const lines = error instanceof ConfigFault ? error.message.split('\n') : []
    expect(lines.filter((line) => !/^[A-Z_]+: [a-z]/.test(line))).toEqual([])
    return lines.map((line) => line.split(':', 1)[0] ?? '')
  }
}

test('all invalid settings are reported at once, once each', () => {
  const wrong = {
    PORT: 'high',
    HEALTH_PORT: 'health',
    PUBLIC_URL: 'here',
    ARTICLE_URL: 'https://h.example/{name}',
    DATABASE_URL: 'mysql://somewhere',
    DATABASE_PASSWORD_FILE: 'none',
    PUBLISH_LEAD_MS: '99',
    LOG_LEVEL: 'loud',
    LOG_REQUESTS: 'some',
    RATE_LIMIT: '-1',
    CACHE_BYTES: '64MiB',
    STREAMS: 'many',
    STREAMS_PER_CLIENT: '1e3',
    WEBHOOK_ALLOW: '10/8',
    SECRET_KEY: 'secret',
    SECRET_KEY_FILE: 'none',
    SECRET_KEY_PREVIOUS: 'secret',
    SECRET_KEY_PREVIOUS_FILE: 'none',
    TRUST_PROXY: 'true',
    CORS_ORIGINS: 'https://desk.example/',
    DEFAULT_LOCALE: 'english_us',
    DEFAULT_JURISDICTION: 'UK',
    JURISDICTIONS: 'DE,UK',
    SITE_NAME: 'two\nlines',
    SITE_DESCRIPTION: '\u200b',
    SITE_LOGO: '/logo.svg',
    SITE_COPYRIGHT: 'a\u0000',
    SITEMAPS: 'no',
    PAGES: 'no',
    MENU: 'Main Menu',
    REVIEW_REQUIRED: 'no',
    SHUTDOWN_TIMEOUT_MS: 'soon',
  }
  expect(faults(wrong)).toEqual(Object.keys(wrong))
  // The only setting that accepts every text but an empty one.
  expect(settingNames.filter((name) => !(name in wrong))).toEqual(['HOST'])
})

test('an empty setting counts as not set, and unknown variables are ignored', () => {
  const empty = Object.fromEntries(settingNames.map((name) => [name, '']))
  expect(readConfig(empty)).toEqual(readConfig({}))
  expect(readConfig({ PATH: '/bin', Port: '1', UNKNOWN: 'x' })).toEqual(readConfig({}))
})

describe('numbers', () => {
  const numbers = ['PORT', 'RATE_LIMIT', 'CACHE_BYTES', 'SHUTDOWN_TIMEOUT_MS']

  test('are plain decimal digits', () => {
    for (const name of numbers)
      for (const text of [
        '0x10',
        '1e3',
        '1.0',
        '+1',
        '-1',
        ' 1',
        '1 ',
        '1_000',
        '٣',
        'NaN',
        'Infinity',
        '1n',
      ])
        expect({ text, faults: faults({ [name]: text }) }).toEqual({ text, faults: [name] })
  })

  test('go from 0 up to their largest value', () => {
    for (const name of numbers) expect(faults({ [name]: '0' })).toEqual([])
    for (const [name, max] of [
      ['PORT', 65_535],
      ['RATE_LIMIT', 1_000_000_000],
      ['CACHE_BYTES', 68_719_476_736],
      ['SHUTDOWN_TIMEOUT_MS', 600_000],
    ] as const) {
      expect(faults({ [name]: `${max}` })).toEqual([])
      expect(faults({ [name]: `${max + 1}` })).toEqual([name])
      expect(faults({ [name]: '9'.repeat(400) })).toEqual([name])
    }
    expect(readConfig({ CACHE_BYTES: '0', RATE_LIMIT: '0' })).toMatchObject({ cacheBytes: 0, rateLimit: 0 })
  })
})

test('the public URL is an origin, and loses its closing slash', () => {
  const origin = (text: string) => readConfig({ PUBLIC_URL: text }).publicUrl
  expect(origin('https://h.example')).toBe('https://h.example')
  expect(origin('https://h.example/')).toBe('https://h.example')
  expect(origin('http://[::1]:3000/')).toBe('http://[::1]:3000')
  for (const end of ['/news', '/api/', '//', '/?a', '?a', '/#a', '#a'])
    expect({ end, faults: faults({ PUBLIC_URL: `https://h.example${end}` }) }).toEqual({
      end,
      faults: ['PUBLIC_URL'],
    })
})

test('the store is a file, named by its path alone', () => {
  const paths = ['./data/a.db', 'a.db', '/a b/c.db', '///a/b.db', '../ä#1.db']
  for (const path of paths)
    expect(readConfig({ DATABASE_URL: `file:${path}` }).databaseUrl).toBe(`file:${path}`)
  for (const path of ['', ':memory:', ' ', ' a', 'a ', 'a?mode=ro', '?a', './data/', '//host/a.db'])
    expect({ path, faults: faults({ DATABASE_URL: `file:${path}` }) }).toEqual({
      path,
      faults: ['DATABASE_URL'],
    })
})

test('trusted proxies are a comma-separated list of addresses and networks', () => {
  const proxies = (text: string) => readConfig({ TRUST_PROXY: text }).trustedProxies
  expect(readConfig({}).trustedProxies).toEqual([])
  expect(proxies('10.0.0.0/8, 192.0.2.1,loopback')).toEqual(['10.0.0.0/8', '192.0.2.1', 'loopback'])
  expect(proxies('2001:db8::/32,::1,uniquelocal')).toEqual(['2001:db8::/32', '::1', 'uniquelocal'])
  for (const text of [
    'true',
    '1',
    '*',
    '10.0.0.0/33',
    '10.0.0/8',
    '::/129',
    '10.0.0.1/',
    '10.0.0.1,',
    'proxy.example',
  ])
    expect({ text, faults: faults({ TRUST_PROXY: text }) }).toEqual({ text, faults: ['TRUST_PROXY'] })
})

test('no message repeats the value, which may be a secret', () => {
  for (const name of settingNames.filter((one) => one !== 'HOST')) {
    let message = ''
    try {
      readConfig({ [name]: 'canary4711!\u0000' })
    } catch (error) {
      message = String(error)
    }
    expect(message).toContain(name)
    expect(message).not.toContain('canary')
  }
})
