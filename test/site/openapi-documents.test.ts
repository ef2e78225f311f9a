import { expect, test } from 'vitest'
import { testApp } from '../helpers.ts'

const addresses = ['/openapi.json', '/openapi/delivery.json', '/openapi/desk.json']

test.each(addresses)(
  '%s is served without white space, compressed, with entity tag and caching',
  async (address) => {
    const { http } = await testApp({ sample: false })
    for (const coding of ['br', 'zstd', 'gzip']) {
      const { headers } = await http.head(address).set('accept-encoding', coding).expect(200)
      expect(headers).toMatchObject({
        'content-encoding': coding,
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'public, max-age=300',
        vary: 'Accept-Encoding',
        'access-control-allow-origin': '*',
      })
      const again = { 'accept-encoding': coding, 'if-none-match': headers.etag ?? '' }
      expect((await http.get(address).set(again).expect(304)).headers['cache-control']).toBe(
        'public, max-age=300',
      )
    }
    const { text, body } = await http.get(address).set('accept-encoding', 'identity').expect(200)
    expect(text).toBe(JSON.stringify(body))
  },
)

test('the first server is the one that answers, the second the public address', async () => {
  const { http } = await testApp({ sample: false, environment: { PUBLIC_URL: 'https://news.example' } })
  for (const address of addresses) {
    const { servers } = (await http.get(address).expect(200)).body
    expect(servers.map(({ url }: { url: string }) => url)).toEqual(['/', 'https://news.example'])
  }
})
