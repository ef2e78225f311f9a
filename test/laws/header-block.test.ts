import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { text as textOf } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import type { ArticleContent } from '../../src/articles/schema/article.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { rulePut } from '../../src/disclaimers/rules.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { entityPut, instrumentPut, putReferences, topicPut } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../src/references/schema.ts'
import { testApp } from '../helpers.ts'
import { pageIn } from '../http/page-in.ts'
import { aDisclaimer, aMenu, anArticle, anItem, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { pageAddresses } from '../pages/addresses.ts'
import { exampleOf, operations, requiredQuery } from './document.ts'
import { isStream } from './recorder.ts'

/** nginx and others refuse an answer whose header block does not fit in 4 KiB. */
const headerBlockMax = 3_584
const urlBytesMax = 8_192

/** A name as long as a key may be, different for each number. */
const long = (name: string, index: number, length = 120) => `${name}-${index}-`.padEnd(length, name)
const each = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index))
const locale = 'en-US-u-nu-latn-x-abcdefgh-abcdefgh'
const newest = long('slug', 0)

/** A newsroom with 101 of everything, all of it with the longest names. */
async function largeNewsroom() {
  const world = await testApp({ sample: true, environment: { RATE_LIMIT: '999999999' }, behind: afterAll })
  const desk = newsroom(world.db)
  const keys = each(101, (index) => long('key', index))
  await world.db.write((write) =>
    putReferences(write, [
      ...keys.flatMap((key, index) => [
        entityPut(EntityContent.parse({ key, type: 'organisation', name: key })),
        instrumentPut(
          InstrumentContent.parse({
            ...{ key, name: key, assetClass: 'equity' },
            listings: [{ mic: 'XNAS', ticker: `LONG${index}`, primary: true }],
          }),
        ),
        topicPut(TopicContent.parse({ scheme: 'medtop', code: `${index + 1_000}`, name: key })),
        rulePut(aRule({ key, disclaimer: key, required: false })),
      ]),
    ]),
  )
  for (const key of keys) await desk.publish(disclaimerKind, aDisclaimer({ key, locale: 'en' }))
  const about = { locale, entities: [{ key: keys[0] ?? '', rel: 'about' as const }] }
  const instruments = keys.slice(0, 50).map((key) => ({ key }))
  const article = (slug: string): ArticleContent => anArticle({ slug, ...about, instruments })
  const ids: string[] = []
  for (const index of keys.keys()) ids.push(await desk.publish(articleKind, article(long('slug', index))))
  const [first = ''] = ids
  await desk.update(articleKind, first, article(long('renamed', 0)))
  for (const _ of keys) await desk.correct(first, { patch: { summary: `${_}` } })
  for (const index of keys.keys()) {
    const items = ids.slice(1).map((id) => anItem(id.replace('_', '-'), { link: { type: 'article', id } }))
    const sections = [{ key: 'all', title: null, items }]
    await desk.publish(productMenuKind, aMenu({ key: long('menu', index), ...(index === 0 && { sections }) }))
  }
  return { ...world, desk, keys }
}

let world: Awaited<ReturnType<typeof largeNewsroom>>
let port = 0
beforeAll(async () => {
  world = await largeNewsroom()
  await world.app.listen({ port: 0, host: '127.0.0.1' })
  const address = world.app.server.address()
  port = typeof address === 'object' ? (address?.port ?? 0) : 0
}, 120_000)

interface Sent {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
  readonly body: { data: { id?: string; seq?: number; key?: string }[]; page: { next: string | null } }
}

/** The answer to a request. Checks that its header block is not too large. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Sent> {
  const request = httpRequest({ port, path, method, headers }).end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  const { rawHeaders, statusCode: status = 0, statusMessage = '' } = response
  // `HTTP/1.1 200 `, and what ends the status line and the block.
  const size = 13 + statusMessage.length + 4 + rawHeaders.join('').length + 2 * rawHeaders.length
  const body = await textOf(response)
  expect({ path: path.slice(0, 100), size, isSmall: size <= headerBlockMax }).toMatchObject({ isSmall: true })
  const isJson = /json/.test(String(response.headers['content-type'])) && body.startsWith('{')
  return { status, headers: response.headers, text: body, body: isJson ? JSON.parse(body) : null }
}

/** Fifty listings, as somebody sends them who encodes all or nothing. */
const listings = (isEncoded: boolean) => {
  const names = each(50, (index) => `XNAS:LONG${index}`).join(',')
  return `instrument=${isEncoded ? encodeURIComponent(names) : names}`
}

/** Filters that find every article, of nearly as many characters as a URL may have. */
function longFilters(keys: readonly string[]): string {
  const filters = `entity=${keys.slice(0, 50).join()}&instrument=${keys.slice(0, 16).join()}&type=news`
  return filters + ',news'.repeat(Math.floor((urlBytesMax - filters.length - 30) / 5))
}

/** A URL of exactly so many characters, filled with what means nothing. */
const filled = (url: string, length: number) => url + '&'.repeat(length - url.length)

const lists = operations.filter(
  ({ operation }) =>
    operation.parameters?.some(({ name }) => name === 'limit') && requiredQuery(operation) === '',
)
/** The path of a list, on what has the most. */
const pathOf = (path: string) => path.replace('{idOrSlug}', long('renamed', 0))

describe('a list with the longest names', () => {
  test.each(lists)('$path has a small header block, and names its collection', async ({ path }) => {
    for (const limit of [1, 50, 100]) {
      for (const coding of ['identity', 'gzip', 'br']) {
        const { status, headers } = await ask(`${pathOf(path)}?limit=${limit}`, { 'accept-encoding': coding })
        expect(status).toBe(200)
        expect(headers['surrogate-key']).toMatch(/^(?:articles|menus|disclaimers|references)(?: |$)/)
      }
    }
  })

  test.each(lists)('$path can be walked from a URL of 8 KiB to its end', async ({ path }) => {
    const isFiltered = path === '/v1/articles' || path.startsWith('/feeds/')
    const wanted = isFiltered ? `limit=50&${longFilters(world.keys)}` : 'limit=50'
    let url: string | null = filled(`${pathOf(path)}?${wanted}`, urlBytesMax)
    const seen: string[] = []
    for (let pages = 0; url !== null && pages < 20; pages += 1) {
      const { status, text }: Sent = await ask(url)
      expect({ url: url.slice(0, 80), length: url.length, status }).toMatchObject({ status: 200 })
      const { items, next } = pageIn(text)
      seen.push(...items)
      url = next === url || items.length === 0 ? null : next
      expect(url ?? '').not.toMatch(/%2C|%3A/i)
    }
    expect(url).toBeNull()
    expect(new Set(seen).size).toBe(seen.length)
    if (!/related|versions/.test(path)) expect(seen.length).toBeGreaterThan(100)
  })

  test('keeps the next page of fifty listings in `Link`, and gives up the ids first', async () => {
    for (const isEncoded of [false, true]) {
      const { body, headers } = await ask(`/v1/articles?limit=100&${listings(isEncoded)}`)
      expect(headers.link).toBe(`<${body.page.next}>; rel="next"`)
      expect(headers.link).toContain('XNAS:LONG0,XNAS:LONG1,')
      expect(headers['surrogate-key']).toBe('articles disclaimers')
    }
    const { headers } = await ask(`/v1/articles?limit=100&${longFilters(world.keys)}`)
    expect(headers).not.toHaveProperty('link')
    const few = await ask('/v1/disclaimers?limit=40')
    expect(String(few.headers['surrogate-key']).split(' ')).toHaveLength(41)
  })
})

test('whatever names the longest things has a small header block', async () => {
  const article = `/v1/articles/${long('renamed', 0)}`
  for (const path of [
    article,
    `${article}/disclaimers`,
    `${article}/versions/1`,
    `/v1/product-menus/${long('menu', 0)}`,
  ])
    expect((await ask(path)).status).toBe(200)
  for (const { operation } of operations)
    await ask(exampleOf(operation), {}, isStream(operation) ? 'HEAD' : 'GET')
  const long9 = 'x'.repeat(9_000)
  for (const path of [
    ...pageAddresses,
    '/developers',
    '/docs',
    '/nothing',
    `/v1/articles/${long9}`,
    `/v1/articles?fields=${long9}`,
  ])
    await ask(path)
  const names = each(400, (index) => `x-${index}`).join()
  for (const method of ['POST', 'OPTIONS', 'HEAD', 'DELETE'])
    await ask('/v1/articles', { 'access-control-request-headers': names, origin: long9 }, method)
})

test('a redirect keeps the query, and its header block is small', async () => {
  const fields = each(50, () => 'instruments').join('%2C')
  const query = filled(
    `?body=html&fields=${fields.replaceAll('i', '%69')}&jurisdiction=DE`,
    urlBytesMax - 500,
  )
  for (const rest of ['', '/versions/1', '/disclaimers']) {
    const { status, headers } = await ask(
      `/v1/articles/${newest}${rest}${rest === '/disclaimers' ? '?jurisdiction=DE' : query}`,
    )
    expect(status).toBe(308)
    const kept = rest === '/disclaimers' ? '' : `body=html&fields=${each(50, () => 'instruments').join()}&`
    expect(headers.location).toBe(`/v1/articles/${long('renamed', 0)}${rest}?${kept}jurisdiction=DE`)
  }
})
