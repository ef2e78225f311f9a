import { cdata, declaration, lines, xml } from '../values/xml.ts'
import type { Channel, FeedArticle, FeedFormat, FeedImage, FeedRetraction } from './format.ts'

/** Atom (RFC 4287), with tombstones of retracted articles (RFC 6721) and links between pages (RFC 5005). */
export const atom: FeedFormat = { hasTranslations: true, article, retraction, whole }

function article({ id, url, translations, content, authors, categories, html }: FeedArticle): string {
  const { locale, headline, summary, publishedAt, updatedAt, images } = content
  return lines(
    xml`<entry xml:lang="${locale}">`,
    xml`<id>${id}</id>`,
    xml`<title>${headline}</title>`,
    xml`<published>${publishedAt}</published>`,
    xml`<updated>${updatedAt}</updated>`,
    [{ locale, url }, ...translations].map(
      (one) => xml`<link rel="alternate" hreflang="${one.locale}" href="${one.url}"/>`,
    ),
    authors.map((name) => xml`<author><name>${name}</name></author>`),
    categories.map((one) => xml`<category scheme="${one.scheme}" term="${one.term}" label="${one.label}"/>`),
    images.map(enclosure),
    summary === null ? null : xml`<summary>${summary}</summary>`,
    html === null ? null : `<content type="html">${cdata(html)}</content>`,
    '</entry>',
  )
}

function enclosure({ url, alt, mediaType, bytes }: FeedImage): string {
  const known = [mediaType && xml` type="${mediaType}"`, bytes && xml` length="${bytes}"`]
  return xml`<link rel="enclosure"!${known} title="${alt}" href="${url}"/>`
}

function retraction({ id, notice, at }: FeedRetraction): string {
  const comment = xml`<at:comment>${notice}</at:comment>`
  return lines(xml`<at:deleted-entry ref="${id}" when="${at}">!${comment}</at:deleted-entry>`)
}

/** Atom must have an instant, which should not change for what is not in the feed. */
const never = '1970-01-01T00:00:00Z'

function whole(channel: Channel, items: readonly string[]): string {
  const { language, logo, copyright } = channel
  const begin = lines(
    declaration,
    xml`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0"!${
      language && xml` xml:lang="${language}"`
    }>`,
    xml`<id>${channel.id}</id>`,
    xml`<title>${channel.title}</title>`,
    xml`<subtitle>${channel.description}</subtitle>`,
    xml`<updated>${channel.updated ?? never}</updated>`,
    xml`<author><name>${channel.publisher}</name></author>`,
    xml`<link rel="alternate" href="${channel.home}"/>`,
    link('self', channel.self),
    link('first', channel.first),
    link('next', channel.next),
    logo && xml`<logo>${logo}</logo>`,
    copyright && xml`<rights>${copyright}</rights>`,
  )
  return `${begin}${items.join('')}</feed>\n`
}

const link = (rel: string, href: string | null): string | null =>
  href && xml`<link rel="${rel}" type="application/atom+xml" href="${href}"/>`
