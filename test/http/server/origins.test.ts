import { expect, test } from 'vitest'
import { testApp } from '../../helpers.ts'
import { withKey } from '../../keys.ts'

const origin = 'https://desk.example'
const named = { environment: { CORS_ORIGINS: `${origin}, http://localhost:5173` }, sample: false }
const keys = '/admin/v1/keys'

/** Desk answers of every sort, with and without a key. */
const paths = [
  keys,
  `${keys}/key_0`,
  `${keys}?nonsense`,
  '/admin/v1/nothing',
  '/admin',
  `${keys}/`,
  `/admin/${'x'.repeat(9_000)}`,
]

test('a page of a configured origin can use the desk', async () => {
  const { http, db } = await testApp(named)
  const key = await withKey(db)
  for (const from of [origin, 'http://localhost:5173'])
    for (const path of paths)
      for (const header of [key, {}]) {
        const { headers } = await http.get(path).set(header).set('Origin', from)
        expect(headers).toMatchObject({ 'access-control-allow-origin': from, vary: 'Origin' })
        expect(headers['access-control-expose-headers']).toMatch(/\bETag\b.*\bLocation\b/)
        expect(headers).not.toHaveProperty('access-control-allow-credentials')
      }
  const preflight = await http
    .options(keys)
    .set({ Origin: origin, 'Access-Control-Request-Method': 'POST' })
    .expect(204)
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, HEAD, OPTIONS, POST',
    vary: 'Origin',
  })
  const sent = preflight.headers['access-control-allow-headers']?.split(', ')
  expect(sent).toEqual(
    expect.arrayContaining(['Authorization', 'Content-Type', 'If-Match', 'Idempotency-Key']),
  )
})

test.each([
  ['other origins', named, 'https://evil.example'],
  ['what only looks like one', named, `${origin}.evil.example`],
  ['another scheme', named, 'http://desk.example'],
  ['null', named, 'null'],
  ['every origin if none is configured', { sample: false }, origin],
])('the desk sends no CORS headers to %s', async (_, settings, from) => {
  const { http, db } = await testApp(settings)
  const key = await withKey(db)
  for (const path of paths) {
    for (const answer of [
      await http.get(path).set(key).set('Origin', from),
      await http.options(path).set('Origin', from),
    ])
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  }
})

test('public reads are open to every origin', async () => {
  const { http } = await testApp(named)
  const { headers } = await http.get('/v1/articles').set('Origin', 'https://evil.example').expect(200)
  expect(headers).toMatchObject({ 'access-control-allow-origin': '*', vary: 'Accept-Encoding' })
})
