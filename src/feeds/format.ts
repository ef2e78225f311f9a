import type { RenderedArticle } from '../articles/kind.ts'
import type { DisclaimerUse } from '../disclaimers/schema.ts'
import type { Instant } from '../values/time.ts'

export type FeedImage = RenderedArticle['images'][number]

/** An article, as every format is made from it. */
export interface FeedArticle {
  /** `urn:uuid:…`, the same for ever. */
  readonly id: string
  /** Where a reader finds it. */
  readonly url: string
  readonly content: RenderedArticle
  readonly disclaimers: readonly DisclaimerUse[]
  /** Where a reader finds it in other languages; only for formats that tell of them. */
  readonly translations: readonly { readonly url: string; readonly locale: string }[]
  /** Names, or else the byline. */
  readonly authors: readonly string[]
  readonly categories: readonly Category[]
  /** The full text, with corrections and disclaimers at their places; null with `body=none`. */
  readonly html: string | null
}

/** What readers sort articles by. */
export interface Category {
  /** Absolute URL of the list that the term stands in. */
  readonly scheme: string
  readonly term: string
  readonly label: string
}

/** What is told of a retracted article: its notice, and nothing that it said. */
export interface FeedRetraction {
  /** The id that the article had. */
  readonly id: string
  readonly notice: string
  readonly at: Instant
}

/** A feed without its items. Addresses are absolute. */
export interface Channel {
  /** The same on all pages of a feed. */
  readonly id: string
  /** Name of the site, and of what the feed is limited to. */
  readonly title: string
  /** Name of the site. */
  readonly publisher: string
  readonly description: string
  readonly logo: string | null
  readonly copyright: string | null
  /** BCP 47; null if the feed is not limited to one language. */
  readonly language: string | null
  readonly home: string
  readonly self: string
  /** The first page; null if this is it. */
  readonly first: string | null
  /** Null on the last page. */
  readonly next: string | null
  /** When the newest of its items last changed; null for an empty feed. */
  readonly updated: Instant | null
}

/** A format: pure functions. Items are made one at a time, so that a long feed does not hold the event loop. */
export interface FeedFormat {
  /** Whether it tells where an article is found in other languages. */
  readonly hasTranslations?: true
  article(article: FeedArticle): string
  retraction(retraction: FeedRetraction): string
  /** The document around the items, which the functions above have made. */
  whole(channel: Channel, items: readonly string[]): string
}

/** Title of the item of a retracted article, in formats without tombstones. */
export const retractedTitle = 'Retracted'
