import { z } from 'zod'
import { ArticleSummary } from '../articles/schema/article.ts'
import { InstantText } from '../values/time.ts'

export const RssFeed = z.string().meta({
  id: 'RssFeed',
  contentMediaType: 'application/rss+xml',
  description:
    'RSS 2.0 with the full text in `content:encoded`. A retracted article is an item titled `Retracted`, with the notice as its description',
})

export const AtomFeed = z.string().meta({
  id: 'AtomFeed',
  contentMediaType: 'application/atom+xml',
  description:
    'Atom (RFC 4287). A retracted article is an `at:deleted-entry` (RFC 6721) with the notice as its comment',
})

const JsonFeedAuthor = z
  .object({ name: z.string().describe('Name of the author') })
  .meta({ id: 'JsonFeedAuthor', description: 'An author of a feed or an item' })

const facts = ArticleSummary.pick({
  version: true,
  signal: true,
  urgency: true,
  keyPoints: true,
  entities: true,
  instruments: true,
  topics: true,
  corrections: true,
  disclaimers: true,
})

const url = z.string()

const JsonFeedAttachment = z
  .object({
    url: url.describe('URL of the file'),
    mime_type: z.string().describe('Media type'),
    title: z.string().describe('Alternative text'),
    size_in_bytes: z.int().optional().describe('Length of the file'),
  })
  .meta({ id: 'JsonFeedAttachment', description: 'An image whose media type is known' })

export const JsonFeedItem = z
  .object({
    id: z.string().describe('`urn:uuid:…`, made from the id of the article; the same for ever'),
    url: url.optional().describe('Where a reader finds the article'),
    title: z.string().describe('Headline, or `Retracted`'),
    language: z.string().optional().describe('BCP 47'),
    summary: z.string().optional().describe('Summary in plain text'),
    content_html: z
      .string()
      .optional()
      .describe('Full text, with corrections and disclaimers at their places'),
    content_text: z
      .string()
      .optional()
      .describe('The notice of a retraction; with `body=none`, the summary or the headline'),
    image: url.optional().describe('URL of the lead image'),
    attachments: z.array(JsonFeedAttachment).optional().describe('The images'),
    date_published: InstantText.describe('Editorial date, or when the article was retracted'),
    date_modified: InstantText.describe('When the text last changed'),
    authors: z.array(JsonFeedAuthor).optional().describe('Authors, or else the byline'),
    tags: z.array(z.string()).optional().describe('Names of its topics, entities and instruments'),
    _news: facts
      .meta({ id: 'JsonFeedNews', description: 'Fields of the article that JSON Feed has no name for' })
      .optional(),
  })
  .meta({
    id: 'JsonFeedItem',
    description: 'An article; or, without `url` and `_news`, the notice of one that was retracted',
  })

export const JsonFeed = z
  .object({
    version: z.literal('https://jsonfeed.org/version/1.1').describe('Version of the format'),
    title: z.string().describe('Name of the publication'),
    description: z.string().describe('What it is'),
    home_page_url: url.describe('Its address'),
    feed_url: url.describe('URL of this page of the feed'),
    next_url: url.optional().describe('URL of the next page'),
    icon: url.optional().describe('URL of its logo'),
    language: z.string().optional().describe('BCP 47, if the feed is limited to one language'),
    authors: z.array(JsonFeedAuthor).describe('The publication'),
    items: z.array(JsonFeedItem).describe('Retractions, then articles'),
  })
  .meta({ id: 'JsonFeed', description: 'JSON Feed 1.1 (jsonfeed.org)' })
