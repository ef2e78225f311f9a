import { cdata, declaration, lines, xml } from '../values/xml.ts'
import {
  type Channel,
  type FeedArticle,
  type FeedFormat,
  type FeedImage,
  type FeedRetraction,
  retractedTitle,
} from './format.ts'

/** RSS 2.0, with full text, authors and images in the namespaces that readers know. */
export const rss: FeedFormat = { article, retraction, whole }

function article({ id, url, content, authors, categories, html }: FeedArticle): string {
  const { locale, headline, summary, publishedAt, updatedAt, images } = content
  return lines(
    '<item>',
    xml`<title>${headline}</title>`,
    xml`<link>${url}</link>`,
    xml`<guid isPermaLink="false">${id}</guid>`,
    xml`<pubDate>${dateOf(publishedAt)}</pubDate>`,
    xml`<atom:updated>${updatedAt}</atom:updated>`,
    xml`<dc:language>${locale}</dc:language>`,
    authors.map((name) => xml`<dc:creator>${name}</dc:creator>`),
    categories.map((one) => xml`<category domain="${one.scheme}">${one.label}</category>`),
    enclosures(images),
    images.map(media),
    summary && description(summary),
    html && `<content:encoded>${cdata(html)}</content:encoded>`,
    '</item>',
  )
}

const dateOf = (instant: string): string => new Date(instant).toUTCString()

/** Readers take a description for HTML, so that its text is escaped twice. */
const description = (text: string): string => xml`<description>${xml`${text}`}</description>`

/** Only one enclosure is allowed, and it must have type and length. */
const enclosures = (images: readonly FeedImage[]): string[] =>
  images
    .flatMap(({ url, mediaType, bytes }) =>
      mediaType && bytes ? [xml`<enclosure url="${url}" length="${bytes}" type="${mediaType}"/>`] : [],
    )
    .slice(0, 1)

function media({ url, alt, credit, ...image }: FeedImage): string {
  const known = [
    image.mediaType && xml` type="${image.mediaType}"`,
    image.bytes && xml` fileSize="${image.bytes}"`,
    image.width && xml` width="${image.width}"`,
    image.height && xml` height="${image.height}"`,
  ]
  return xml`<media:content url="${url}" medium="image"!${known}><media:description>${alt}</media:description>!${
    credit && xml`<media:credit>${credit}</media:credit>`
  }</media:content>`
}

function retraction({ id, notice, at }: FeedRetraction): string {
  return lines(
    '<item>',
    xml`<title>${retractedTitle}</title>`,
    xml`<guid isPermaLink="false">${id}</guid>`,
    xml`<pubDate>${dateOf(at)}</pubDate>`,
    description(notice),
    '</item>',
  )
}

const namespaces = [
  'xmlns:atom="http://www.w3.org/2005/Atom"',
  'xmlns:content="http://purl.org/rss/1.0/modules/content/"',
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  'xmlns:media="http://search.yahoo.com/mrss/"',
]

function whole(channel: Channel, items: readonly string[]): string {
  const { title, home, language, logo, copyright } = channel
  const begin = lines(
    declaration,
    `<rss version="2.0" ${namespaces.join(' ')}>`,
    '<channel>',
    xml`<title>${title}</title>`,
    xml`<link>${home}</link>`,
    xml`<description>${channel.description}</description>`,
    language && xml`<language>${language}</language>`,
    copyright && xml`<copyright>${copyright}</copyright>`,
    channel.updated && xml`<lastBuildDate>${dateOf(channel.updated)}</lastBuildDate>`,
    logo && xml`<image><url>${logo}</url><title>${title}</title><link>${home}</link></image>`,
    link('self', channel.self),
    link('first', channel.first),
    link('next', channel.next),
  )
  return `${begin}${items.join('')}</channel>\n</rss>\n`
}

const link = (rel: string, href: string | null): string | null =>
  href && xml`<atom:link rel="${rel}" type="application/rss+xml" href="${href}"/>`
