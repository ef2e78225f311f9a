import { html } from 'ghtml'
import type { RenderedArticle } from '../articles/kind.ts'
import { joinUrl } from '../http/parameters/url.ts'

/** Discovery of the feeds with the same filter. `title` tells them from others. */
export function feedLinks(title: string, filter: Readonly<Record<string, string>>): string {
  const feeds = [
    ['/feeds/atom.xml', 'application/atom+xml'],
    ['/feeds/rss.xml', 'application/rss+xml'],
    ['/feeds/feed.json', 'application/feed+json'],
  ] as const
  return feeds
    .map(
      ([path, type]) =>
        html`<link rel="alternate" type="${type}" title="${title}" href="${joinUrl(path, new URLSearchParams(filter))}">
`,
    )
    .join('')
}

export const canonicalLink = (url: string): string => html`<link rel="canonical" href="${url}">
`

export interface LinkedPage {
  readonly locale: string
  readonly url: string
}

/** The languages in which a page exists, itself included; none if there is no other. */
export const languageLinks = (pages: readonly LinkedPage[]): string =>
  pages.length < 2
    ? ''
    : html`!${pages.map(
        ({ locale, url }) => html`<link rel="alternate" hreflang="${locale}" href="${url}">
`,
      )}`

/** What other sites show of an article that is shared there (ogp.me). */
export function openGraph(article: RenderedArticle, url: string, siteName: string): string {
  const { headline, summary, locale, publishedAt, updatedAt } = article
  const [image] = article.images
  const properties: [string, string | null | undefined][] = [
    ['og:type', 'article'],
    ['og:site_name', siteName],
    ['og:title', headline],
    ['og:description', summary],
    ['og:url', url],
    ['og:locale', locale.replaceAll('-', '_')],
    ['og:image', image?.url],
    ['og:image:alt', image?.alt],
    ['article:published_time', publishedAt],
    ['article:modified_time', updatedAt],
  ]
  return properties
    .flatMap(([property, content]) =>
      content
        ? [
            html`<meta property="${property}" content="${content}">
`,
          ]
        : [],
    )
    .join('')
}
