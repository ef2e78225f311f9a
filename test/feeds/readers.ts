import { XMLValidator } from 'fast-xml-parser'
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith'
import Parser from 'rss-parser'
import { expect } from 'vitest'

/** What a reader sees of an item, whichever format it comes in. */
export interface Seen {
  readonly id: string | undefined
  readonly title: string | undefined
  readonly url: string | undefined
  readonly summary: string | undefined
  readonly html: string | undefined
}

/** XML 1.0 §2.2: what a document may consist of. */
const writable = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u

export function expectXml(text: string): void {
  expect(XMLValidator.validate(text)).toBe(true)
  expect(writable.test(text)).toBe(true)
}

type Texts = Readonly<Record<'rss' | 'atom' | 'json', string>>

/** The items of the three formats as programs see them that others have written. */
export async function seenBy({ rss, atom, json }: Texts): Promise<Record<string, Seen[]>> {
  const parser = new Parser()
  return {
    'rss-parser of RSS': (await parser.parseString(rss)).items.map((item) => ({
      id: item.guid,
      title: item.title,
      url: item.link,
      summary: item.content,
      html: item['content:encoded'],
    })),
    'rss-parser of Atom': (await parser.parseString(atom)).items.map((item) => ({
      id: item.id,
      title: item.title,
      url: item.link,
      summary: item.summary,
      html: item.content,
    })),
    'feedsmith of RSS': (parseRssFeed(rss).items ?? []).map((item) => ({
      id: item.guid?.value,
      title: item.title,
      url: item.link,
      summary: item.description,
      html: item.content?.encoded,
    })),
    'feedsmith of Atom': (parseAtomFeed(atom).entries ?? []).map((entry) => ({
      id: entry.id,
      title: entry.title?.value,
      url: entry.links?.find(({ rel }) => rel === 'alternate')?.href,
      summary: entry.summary?.value,
      html: entry.content?.value,
    })),
    'feedsmith of JSON Feed': (parseJsonFeed(json).items ?? []).map((item) => ({
      id: item.id,
      title: item.title,
      url: item.url,
      summary: item.summary,
      html: item.content_html,
    })),
  }
}
