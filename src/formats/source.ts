import type { RenderedArticle } from '../articles/kind.ts'
import type { DisclaimerUse } from '../disclaimers/schema.ts'
import type { Addresses } from '../kernel/addresses.ts'
import type { Config } from '../kernel/config.ts'
import type { Entity, Instrument } from '../references/schema.ts'

/** An article, as the formats are made from it. */
export interface ArticleSource {
  readonly article: RenderedArticle
  /** The body as plain text, with the disclaimers at their places. */
  readonly text: string
  readonly disclaimers: readonly DisclaimerUse[]
  /** The instruments that it concerns, by key. */
  readonly instruments: ReadonlyMap<string, Instrument>
  /** The entities that it concerns, and the issuers of those instruments, by key. */
  readonly entities: ReadonlyMap<string, Entity>
}

/** Who publishes it, and where. */
export interface Publication {
  readonly addresses: Addresses
  readonly config: Pick<Config, 'siteName' | 'siteLogo' | 'siteCopyright'>
}

/** The members that are known: neither null nor an empty list. */
export const known = <Shape extends object>(
  members: {
    readonly [Name in keyof Shape]: Shape[Name] | null
  },
): Shape =>
  Object.fromEntries(
    Object.entries(members).filter(
      ([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  ) as Shape
