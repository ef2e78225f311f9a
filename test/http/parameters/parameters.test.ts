import { expect, test } from 'vitest'
import { testApp } from '../../helpers.ts'
import { deliveryPaths } from '../paths.ts'

interface Fault {
  parameter: string
  code: string
  detail: string
}

test.each([
  ['nonsense=1', 'nonsense'],
  ['Limit=5', 'Limit'],
  ['limit[]=5', 'limit[]'],
  ['limit%5B%5D=5', 'limit[]'],
  ['__proto__=1', '__proto__'],
  ['constructor=1', 'constructor'],
  ['toString', 'toString'],
  ['hasOwnProperty=1', 'hasOwnProperty'],
  ['=1', ''],
  ['na%20me=1', 'na me'],
  ['%00=1', '?'],
  ['caf%C3%A9=1', 'caf?'],
  ['%0D%0ASet-Cookie:x=1', '??Set-Cookie:x'],
  [`${'n'.repeat(100)}=1`, 'n'.repeat(64)],
  ['%ff=1', '(malformed)'],
  ['%E0%A4%A=1', '(malformed)'],
])('an unknown parameter is refused on every path, and named: %s', async (query, name) => {
  const { http } = await testApp()
  for (const path of [...deliveryPaths, '/livez', '/readyz']) {
    const { body } = await http.get(`${path}?${query}`).expect(400)
    expect(body.code).toBe('unknown-parameter')
    expect(body.errors).toEqual([{ parameter: name, code: 'unknown-parameter', detail: expect.any(String) }])
  }
})

test.each([
  ['limit=1&limit=1', 'limit', 'must be given once'],
  ['limit=1&limit=%ff', 'limit', 'must be given once'],
  ['limit=1&%6cimit=2', 'limit', 'must be given once'],
  ['limit=%ff', 'limit', 'is not well-formed percent-encoded UTF-8'],
  ['limit=%E0%A4%A', 'limit', 'is not well-formed percent-encoded UTF-8'],
  ['limit=%', 'limit', 'is not well-formed percent-encoded UTF-8'],
  ['limit', 'limit', 'is empty'],
  ['limit=0', 'limit', 'must be a whole number from 1 to 100 in decimal digits'],
])('a repeated or malformed parameter is refused and says so: %s', async (query, parameter, detail) => {
  const { http } = await testApp()
  for (const path of ['/v1/articles', '/v1/corrections', '/v1/events', '/v1/disclaimers', '/v1/topics']) {
    const { body } = await http.get(`${path}?${query}`).expect(400)
    expect(body.code).toBe('invalid-parameter')
    expect(body.errors).toEqual([{ parameter, code: 'invalid-parameter', detail }])
  }
})

test('all invalid parameters are reported at once', async () => {
  const { http } = await testApp()
  const { body } = await http.get('/v1/articles?limit=0&asOf=now&body=pdf&x=1&y=2').expect(400)
  expect(body.errors.map(({ parameter }: Fault) => parameter).sort()).toEqual([
    'asOf',
    'body',
    'limit',
    'x',
    'y',
  ])
})

test('an empty query, a lone ampersand and percent-encoded letters change nothing', async () => {
  const { http } = await testApp()
  const { text } = await http.get('/v1/entities?limit=1').expect(200)
  const { data } = JSON.parse(text)
  for (const query of ['%6cimit=%31', '&limit=1&', 'limit=1&&'])
    expect((await http.get(`/v1/entities?${query}`).expect(200)).body.data).toEqual(data)
  await http.get('/v1/articles?').expect(200)
  await http.get('/v1/articles?&').expect(200)
})

test.each([
  ['/v1/articles', ['offset=1', 'platform=web', 'explain=true', 'appVersion=1']],
  ['/v1/articles/absent', ['limit=1', 'cursor=x', 'locale=en', 'explain=true']],
  ['/v1/articles/absent/versions', ['body=none', 'jurisdiction=DE']],
  ['/v1/articles/absent/versions/1', ['asOf=2026-01-01T00:00:00Z', 'limit=1']],
  ['/v1/articles/absent/disclaimers', ['limit=1', 'body=none', 'locale=en']],
  ['/v1/articles/absent/translations', ['limit=1', 'cursor=x', 'locale=en', 'jurisdiction=DE']],
  ['/v1/articles/absent/related', ['body=none', 'jurisdiction=DE', 'sort=publishedAt']],
  ['/v1/corrections', ['jurisdiction=DE', 'fields=id', 'total=true']],
  ['/v1/product-menus', ['platform=web', 'locale=en']],
  ['/v1/product-menus/absent', ['limit=1', 'fields=id']],
  ['/v1/disclaimers/absent', ['jurisdiction=DE', 'limit=1']],
  ['/v1/disclaimers/absent/versions/1', ['asOf=2026-01-01T00:00:00Z']],
  ['/v1/entities/absent', ['limit=1', 'locale=en']],
  ['/v1/events', ['asOf=2026-01-01T00:00:00Z', 'cursor=x', 'jurisdiction=DE']],
])('%s takes no parameter of another path, and says so before it looks', async (path, queries) => {
  const { http } = await testApp({ sample: false })
  for (const query of queries)
    expect((await http.get(`${path}?${query}`).expect(400)).body.errors[0].parameter).toBe(
      query.split('=')[0],
    )
})

test('no error repeats the input', async () => {
  const { http } = await testApp()
  const xyzzys = ['%3Cscript%3Exyzzy', 'xyzzy%22%7D', "xyzzy' or 1=1"]
  for (const xyzzy of xyzzys) {
    const value = xyzzy.includes('%') ? xyzzy : encodeURIComponent(xyzzy)
    for (const path of ['/v1/articles', '/v1/disclaimers', '/v1/events']) {
      for (const name of ['limit', 'cursor', 'asOf', 'locale', 'type', 'fields', 'body']) {
        const { text, status } = await http.get(`${path}?${name}=${value}`)
        expect(status).toBe(400)
        expect(text).not.toContain('xyzzy')
      }
    }
    for (const path of [
      `/v1/articles/${value}`,
      `/${value}`,
      `/v1/articles/x/versions/${value}`,
      `/problems/${value}`,
    ])
      expect((await http.get(path)).text).not.toContain('xyzzy')
  }
})
