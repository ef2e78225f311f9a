import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { articleKind } from '../../../src/articles/kind.ts'
import { encode } from '../../../src/http/edge/codings.ts'
import { sampleSlug } from '../../helpers.ts'
import { aBlock, anArticle } from '../../makers.ts'
import { type Served, served } from '../served.ts'

const several = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index))

const article = `/v1/articles/${sampleSlug}`

const caching = 'public, max-age=15, stale-while-revalidate=15, stale-if-error=3600'

describe('content codings', () => {
  const decode = {
    br: brotliDecompressSync,
    zstd: zstdDecompressSync,
    gzip: gunzipSync,
    identity: (bytes: Buffer) => bytes,
  }
  type Coding = keyof typeof decode

  /** Accept-Encoding, and the coding that is chosen. */
  const choices: readonly [string | undefined, Coding][] = [
    ['br', 'br'],
    ['zstd', 'zstd'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['identity', 'identity'],
    ['', 'identity'],
    [undefined, 'identity'],
    ['*', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0.1, gzip;q=0.5', 'gzip'],
    ['br;q=0, zstd;q=0, *', 'gzip'],
    ['br;q=0', 'identity'],
    ['gzip;q=0, identity', 'identity'],
    ['gzip, identity;q=0', 'gzip'],
    ['identity;q=0', 'identity'],
    ['*;q=0', 'identity'],
    ['deflate', 'identity'],
    ['compress, x-unknown', 'identity'],
    ['gzip;q=0.5, identity;q=1', 'identity'],
    [';;;,,,q=;gzip=', 'identity'],
    ['gzip;q=banana', 'identity'],
    ['br;q=2', 'br'],
    ['\u00e9, gzip', 'gzip'],
    [`${'x,'.repeat(5_000)}gzip`, 'gzip'],
    ['x'.repeat(10_000), 'identity'],
  ]

  test('any Accept-Encoding selects a coding, for cached and fresh answers', async () => {
    const { ask } = await served()
    const { bytes: plain } = await ask(article)
    let made = 0
    for (const [accepted, coding] of choices) {
      const headers: Record<string, string> = accepted === undefined ? {} : { 'accept-encoding': accepted }
      for (const url of [article, `${article}?${'&'.repeat(made++)}`]) {
        const { status, headers: got, bytes } = await ask(url, { headers })
        const chosen = got['content-encoding'] ?? 'identity'
        expect({ accepted, status, chosen }).toEqual({ accepted, status: 200, chosen: coding })
        expect(got).toMatchObject({ 'content-length': String(bytes.length), vary: 'Accept-Encoding' })
        expect(decode[coding](bytes)).toEqual(plain)
      }
    }
  })

  const getAs = ({ ask }: Served, url: string, coding: string, etag = '') =>
    ask(url, { headers: { 'accept-encoding': coding, 'if-none-match': etag } })

  /** Entity tag of the article in each coding. */
  async function tagsOf(world: Served) {
    const tags: { coding: string; etag: string }[] = []
    for (const coding of Object.keys(decode)) {
      const { headers } = await getAs(world, article, coding)
      tags.push({ coding, etag: String(headers.etag) })
    }
    return tags
  }

  test('each has its own entity tag, which matches no other coding', async () => {
    const world = await served()
    const tags = await tagsOf(world)
    expect(new Set(tags.map(({ etag }) => etag)).size).toBe(4)
    const statuses = async (coding: string) => {
      const answers = tags.map(({ etag }) => getAs(world, article, coding, etag))
      return (await Promise.all(answers)).map(({ status }) => status)
    }
    expect(await statuses('br')).toEqual([304, 200, 200, 200])
    expect(await statuses('zstd')).toEqual([200, 304, 200, 200])
    expect(await statuses('gzip')).toEqual([200, 200, 304, 200])
    expect(await statuses('identity')).toEqual([200, 200, 200, 304])
  })

  test('a 304 has the headers that a cache needs, and none that describe a body', async () => {
    const world = await served()
    for (const { coding, etag } of await tagsOf(world)) {
      // Cached; fresh or cached in another coding; cached.
      for (const url of [article, `${article}?`, `${article}?`]) {
        const { status, headers, bytes } = await getAs(world, url, coding, etag)
        expect({ status, length: bytes.length }).toEqual({ status: 304, length: 0 })
        expect(headers).toMatchObject({ etag, vary: 'Accept-Encoding', 'cache-control': caching })
        expect(Object.keys(headers).join(' ')).not.toMatch(/(?:^| )content-(?:type|length|encoding)\b/)
      }
    }
  })

  test('large answers are compressed beside other work, once for all who ask, with the same headers', async () => {
    const { ask, hits, desk } = await served()
    const body = several(40, (index) => aBlock(`${index}: ${'Shares rose. '.repeat(400)}`, `b${index}`))
    const id = await desk.publish(articleKind, anArticle({ slug: 'long', body }))
    const url = `/v1/articles/${id}`
    const { bytes: plain } = await ask(url, { headers: { 'accept-encoding': 'identity' } })
    expect(plain.length).toBeGreaterThan(128 * 1024)
    for (const coding of ['br', 'zstd', 'gzip'] as const) {
      const headers = { 'accept-encoding': coding }
      const before = await hits()
      const answers = await Promise.all(several(4, () => ask(url, { headers })))
      expect(await hits()).toBe(before + 4)
      for (const { status, bytes, headers: got } of answers) {
        expect({ status, coding: got['content-encoding'] }).toEqual({ status: 200, coding })
        expect(got['content-length']).toBe(String(bytes.length))
        expect(decode[coding](bytes)).toEqual(plain)
      }
      const etag = String(answers[0]?.headers.etag)
      const unchanged = await ask(url, { headers: { ...headers, 'if-none-match': etag } })
      expect({ status: unchanged.status, length: unchanged.bytes.length }).toEqual({ status: 304, length: 0 })
    }
  })

  test('what is above 64 KiB is compressed in the thread pool', async () => {
    for (const coding of ['br', 'zstd', 'gzip'] as const) {
      expect(encode(Buffer.alloc(65_536), coding)).toBeInstanceOf(Buffer)
      const large = encode(Buffer.alloc(65_537), coding)
      expect(large).toBeInstanceOf(Promise)
      expect(decode[coding](await large)).toEqual(Buffer.alloc(65_537))
    }
  })

  test('small answers are not compressed', async () => {
    const { ask } = await served({ sample: false })
    const { headers } = await ask('/v1/articles', { headers: { 'accept-encoding': 'br, gzip' } })
    expect(headers).not.toHaveProperty('content-encoding')
    expect(headers.vary).toBe('Accept-Encoding')
  })
})
