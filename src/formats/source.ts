import type { RenderedArticle as Article } from '../articles/kind.ts'
import type { DisclaimerUse } from '../disclaimers/schema.ts'
import type { Addresses } from '../kernel/addresses.ts'
import type { Config } from '../kernel/config.ts'

export type { Article }

/** An article, as the formats are made from it. */
export interface ArticleSource {
  readonly article: Article
  readonly disclaimers: readonly DisclaimerUse[]
  /** The body as plain text, with the disclaimers at their places. */
  readonly text: string
  /** The body as HTML, without them; null if it was not asked for. */
  readonly html: string | null
}

/** Who publishes it, and where. */
export interface Publisher {
  readonly addresses: Addresses
  readonly config: Pick<Config, 'siteName' | 'siteLogo' | 'siteCopyright'>
}

/** The members that are known: neither null nor an empty list. */
export const known = <Shape extends object>(
  members: {
    readonly [Name in keyof Shape]: Shape[Name] | null
  },
): Shape => Object.fromEntries(Object.entries(members).filter(([, value]) => isKnown(value))) as Shape

const isKnown = (value: unknown): boolean =>
  value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0)

/** What is said of a correction where there is one text for it. */
export const correctionText = ({ note, was, is }: Article['corrections'][number]): string =>
  `${note}\n\nWas: ${was}\n\nIs: ${is}`

/** What the codes of `provenance.digitalSourceType` begin with as URIs. */
export const digitalSourceTypes = 'http://cv.iptc.org/newscodes/digitalsourcetype/'

/** What the codes of a scheme of topics begin with as URIs. */
export const vocabularies: ReadonlyMap<string, string> = new Map([
  ['medtop', 'http://cv.iptc.org/newscodes/mediatopic/'],
])
