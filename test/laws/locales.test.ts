import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { testApp } from '../helpers.ts'
import { withKey } from '../keys.ts'
import { aBlock, anArticle } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

/** Valid by RFC 5646, or at least by its syntax; the runtime refuses most of them. */
const odd = [
  ...['zh-yue', 'zh-cmn-Hans', 'zh-min-nan', 'sgn-BE-FR', 'en-GB-oed', 'en-12', 'en-a-bb-a-cc', 'no-bok'],
  ...['en-US-u-nu-latn', 'de-x-office', 'sr-Latn-RS', 'mn', 'tlh'],
]

const places = (slug: string) => [
  ...['', '?body=html', '?body=text', '/ninjs', '/jsonld', '/related', '/translations', '/versions'].map(
    (rest) => `/v1/articles/${slug}${rest}`,
  ),
  ...['?q=markets', '?facets=locale', '?q=markets&sort=relevance'].map((query) => `/v1/articles${query}`),
  ...['rss.xml', 'atom.xml', 'feed.json', 'ninjs.json'].map((feed) => `/feeds/${feed}`),
  ...['/sitemap-news.xml', '/sitemap.xml', '/sitemaps/2026-04-1.xml', '/', '/v1/events'],
  ...['/developers', `/articles/${slug}`, '/search?q=markets'],
  ...[`/v1/search/suggestions?q=markets`],
]

test.each(odd)('an article in %s is written, published and shown everywhere', async (locale) => {
  const { db, http } = await testApp({ sample: false })
  const key = await withKey(db)
  const draft = { locale, type: 'news', headline: 'İstanbul markets', body: [aBlock('Markets rose.')] }
  const { body } = await http.post('/admin/v1/articles').set(key).send(draft).expect(201)
  expect(body.data.slug).toMatch(/^[a-z-]+$/)
  await newsroom(db).publish(articleKind, anArticle({ slug: 'shown', locale }))
  for (const url of places('shown'))
    expect({ url, status: (await http.get(url)).status }).toEqual({ url, status: 200 })
  await http.get('/v1/articles').query({ locale }).expect(200)
})
