import { type LanguageVersion, oneOfEachLanguage } from '../articles/translations.ts'
import type { Addresses } from '../kernel/addresses.ts'
import { runtimeLocale } from '../values/place.ts'
import type { Instant } from '../values/time.ts'
import { declaration, lines, xml } from '../values/xml.ts'
import type { SitemapFile } from './files.ts'

const sitemaps = 'http://www.sitemaps.org/schemas/sitemap/0.9'

/** To the second. */
const secondOf = (instant: Instant): string => `${instant.slice(0, 19)}Z`

/**
 * An index of the files (sitemaps.org), without `lastmod`: a file changes by what is retracted too, and a crawler would
 * trust the begin of the newest version that is left, and keep the address.
 */
export const sitemapIndex = (files: readonly SitemapFile[], addresses: Addresses): string =>
  lines(
    declaration,
    xml`<sitemapindex xmlns="${sitemaps}">`,
    files.map(
      ({ month, number }) =>
        xml`<sitemap><loc>${addresses.of(`/sitemaps/${month}-${number}.xml`)}</loc></sitemap>`,
    ),
    '</sitemapindex>',
  )

export interface SitemapArticle {
  readonly id: string
  readonly slug: string
  readonly locale: string
  readonly changed: Instant
  /** It and its translations; empty if there are none. */
  readonly translations: readonly Pick<LanguageVersion, 'id' | 'slug' | 'locale'>[]
}

/** Articles, each with its address in other languages. */
export const sitemap = (articles: readonly SitemapArticle[], addresses: Addresses): string =>
  lines(
    declaration,
    xml`<urlset xmlns="${sitemaps}" xmlns:xhtml="http://www.w3.org/1999/xhtml">`,
    articles.map((article) => {
      const links = oneOfEachLanguage(article, article.translations).map(
        (one) =>
          xml`<xhtml:link rel="alternate" hreflang="${one.locale}" href="${addresses.ofArticle(one)}"/>`,
      )
      return xml`<url><loc>${addresses.ofArticle(article)}</loc><lastmod>${secondOf(article.changed)}</lastmod>!${links}</url>`
    }),
    '</urlset>',
  )

export interface NewsArticle {
  readonly id: string
  readonly slug: string
  readonly locale: string
  readonly headline: string
  readonly publishedAt: Instant
}

const news = 'http://www.google.com/schemas/sitemap-news/0.9'

/** The newest articles, as Google News reads them. */
export const newsSitemap = (articles: readonly NewsArticle[], name: string, addresses: Addresses): string =>
  lines(
    declaration,
    xml`<urlset xmlns="${sitemaps}" xmlns:news="${news}">`,
    articles.map(
      (article) =>
        xml`<url><loc>${addresses.ofArticle(article)}</loc><news:news><news:publication><news:name>${name}</news:name><news:language>${languageOf(article.locale)}</news:language></news:publication><news:publication_date>${secondOf(article.publishedAt)}</news:publication_date><news:title>${article.headline}</news:title></news:news></url>`,
    ),
    '</urlset>',
  )

/** ISO 639; of Chinese, Google asks for the script too. */
function languageOf(locale: string): string {
  const { language, script } = new Intl.Locale(runtimeLocale(locale)).maximize()
  if (language !== 'zh') return language
  return script === 'Hant' ? 'zh-tw' : 'zh-cn'
}
