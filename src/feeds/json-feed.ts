import type { z } from 'zod'
import {
  type Channel,
  type FeedArticle,
  type FeedFormat,
  type FeedImage,
  type FeedRetraction,
  retractedTitle,
} from './format.ts'
import type { JsonFeed, JsonFeedItem } from './schema.ts'

type Item = z.input<typeof JsonFeedItem>

/** JSON Feed 1.1. An item must have a content: without its text, that is the summary or the headline. */
export const jsonFeed: FeedFormat = { article, retraction, whole }

function article({ id, url, content, authors, categories, html, disclaimers }: FeedArticle): string {
  const { headline, summary, locale, images, publishedAt, updatedAt } = content
  const { version, signal, urgency, keyPoints, entities, instruments, topics, corrections } = content
  return JSON.stringify({
    id,
    url,
    title: headline,
    language: locale,
    ...(summary !== null && { summary }),
    ...(html === null ? { content_text: summary ?? headline } : { content_html: html }),
    ...(images[0] && { image: images[0].url }),
    attachments: images.flatMap(attachments),
    date_published: publishedAt,
    date_modified: updatedAt,
    authors: authors.map((name) => ({ name })),
    tags: categories.map(({ label }) => label),
    _news: {
      ...{ version, signal, urgency, keyPoints, entities, instruments, topics, corrections },
      disclaimers: disclaimers.map(({ title: _, text: __, ...reference }) => reference),
    },
  } satisfies Item)
}

/** Only of images whose type is known, without which there is no attachment. */
const attachments = ({ url, alt, mediaType, bytes }: FeedImage) =>
  mediaType ? [{ url, mime_type: mediaType, title: alt, ...(bytes && { size_in_bytes: bytes }) }] : []

function retraction({ id, notice, at }: FeedRetraction): string {
  return JSON.stringify({
    id,
    title: retractedTitle,
    content_text: notice,
    date_published: at,
    date_modified: at,
  } satisfies Item)
}

function whole(channel: Channel, items: readonly string[]): string {
  const { title, publisher, description, home, self, next, logo, language } = channel
  const begin = JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title,
    description,
    home_page_url: home,
    feed_url: self,
    ...(next && { next_url: next }),
    ...(logo && { icon: logo }),
    ...(language && { language }),
    authors: [{ name: publisher }],
  } satisfies Omit<z.input<typeof JsonFeed>, 'items'>)
  return `${begin.slice(0, -1)},"items":[${items.join(',')}]}`
}
