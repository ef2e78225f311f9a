import type { z } from 'zod'
import type { Queries } from '../db/database.ts'
import type { DocumentKind, PublicationRow, ReferenceKind } from '../db/tables.ts'
import type { SearchFields } from '../search/document.ts'
import type { Instant } from '../values/time.ts'
import type { TapeType } from './tape/tape.ts'

/** Why a version exists (NewsML-G2 `signal`). Only corrections have the signals `correction` and `clarification`. */
export const signals = ['new', 'update', 'correction', 'clarification', 'refile'] as const
export type Signal = (typeof signals)[number]

/** The public form of a publication, rendered once when it is published. */
export interface Rendition {
  /** The JSON object without its body. */
  readonly content: object
  readonly body: unknown
  /** Input of the disclaimer rules. */
  readonly traits: object
  /** What a search finds it by. Absent if the kind is not searched. */
  readonly search?: { readonly fields: SearchFields; readonly locale: string }
}

/** Columns of a document for lookup, taken from its newest revision. */
export interface Catalogue {
  /** Id in another system, unique within the kind. */
  readonly externalId: string | null
  readonly storyKey: string | null
  /** The document and version that it translates. */
  readonly translation: { readonly of: string; readonly version: number } | null
}

/** What a content refers to: a reference, or the article that it translates. */
export interface Target {
  readonly kind: ReferenceKind | 'article'
  readonly key: string
}

/** What publishing needs to know about a kind of document. */
export interface Kind<Content> {
  readonly kind: DocumentKind
  readonly idPrefix: 'art' | 'mnu' | 'dsc'
  readonly content: z.ZodType<Content>
  /**
   * Raise this number when the same content gives other derived data: bytes, traits, terms, links, search tokens or catalogue. Rows of an
   * older number are rebuilt at start.
   */
  readonly derivation: number
  /** The name in the URL, and the locale if names are unique per locale. */
  nameOf(content: Content): { name: string; locale: string }
  /** Absent if the kind has no such fields. */
  catalogueOf?(content: Content): Catalogue
  /** The editorial date; null if the content has none. */
  publishedAtOf(content: Content): Instant | null
  /** Terms that lists are filtered by. A reference in the lists of an article gives the term `kind:key`. */
  termsOf(content: Content): readonly string[]
  /** Everything that the content refers to. Absent if it refers to nothing. */
  linksOf?(content: Content): readonly Target[]
  render(db: Queries, publication: PublicationRow, content: Content): Promise<Rendition>
  tapeTypeOf(publication: Pick<PublicationRow, 'version' | 'signal'>): TapeType
  /** Type of the tape entry for a publication that ends without a successor. */
  readonly removedType: TapeType
}
