import { sampleSlug } from '../helpers.ts'

const article = `/v1/articles/${sampleSlug}`

/** Every path of delivery that answers with the envelope, on the sample. */
export const envelopePaths = [
  '/v1/articles',
  article,
  `${article}/versions`,
  `${article}/versions/1`,
  `${article}/related`,
  `${article}/translations`,
  `${article}/corrections`,
  `${article}/disclaimers`,
  '/v1/corrections',
  '/v1/product-menus',
  '/v1/product-menus/futures-mega-menu',
  '/v1/disclaimers',
  '/v1/disclaimers/risk-warning-and-disclaimer',
  '/v1/disclaimers/risk-warning-and-disclaimer/versions/1',
  '/v1/entities',
  '/v1/entities/openai',
  '/v1/instruments',
  '/v1/instruments/XNAS:PLTR',
  '/v1/topics',
  '/v1/topics/medtop:20001298',
  '/v1/events',
]

export const feedPaths = ['/feeds/rss.xml', '/feeds/atom.xml', '/feeds/feed.json', '/feeds/ninjs.json']

/** An article in other formats. */
export const formatPaths = [`${article}/ninjs`, `${article}/jsonld`]

export const sitemapPaths = ['/robots.txt', '/sitemap.xml', '/sitemap-news.xml', '/sitemaps/2026-03-1.xml']

/** Every path of delivery. */
export const deliveryPaths = [...envelopePaths, ...formatPaths, ...feedPaths]

/** All other paths. */
export const otherPaths = [
  ...sitemapPaths,
  '/developers',
  '/favicon.svg',
  '/favicon.ico',
  '/docs',
  '/docs/desk',
  '/openapi.json',
  '/openapi/delivery.json',
  '/openapi/desk.json',
  '/problems',
  '/problems/not-found',
  '/livez',
  '/readyz',
  '/metrics',
]
