import type { z } from 'zod'
import type { Queries } from '../db/database.ts'
import type { DocumentKind, PublicationRow } from '../db/tables.ts'
import type { Instant } from '../values/time.ts'
import type { TapeType } from './tape/tape.ts'

/** Why a version exists (NewsML-G2 `signal`). Only corrections give `correction` and `clarification`. */
export const signals = ['new', 'update', 'correction', 'clarification', 'refile'] as const
export type Signal = (typeof signals)[number]

/** What readers get of a publication, made once when it is published. */
export interface Rendition {
  /** A JSON object without its body. */
  readonly content: object
  readonly body: unknown
  /** What disclaimer rules look at. */
  readonly traits: object
}

/** Where a document belongs, as its newest revision says; kept beside it to be found by. */
export interface Catalogue {
  /** Its id in another system, unique within the kind. */
  readonly externalId: string | null
  readonly storyKey: string | null
  /** The version of the document of which it is a translation. */
  readonly translation: { readonly of: string; readonly version: number } | null
}

/** What publishing needs to know of one kind of document. */
export interface Kind<Content> {
  readonly kind: DocumentKind
  readonly idPrefix: 'art' | 'mnu' | 'dsc'
  readonly content: z.ZodType<Content>
  /**
   * Raised whenever the same content would give other derived data: bytes, traits, terms, or a catalogue. What an older
   * number made is made again when the program starts.
   */
  readonly derivation: number
  /** The name in the URL, and the locale where it is part of the name. */
  nameOf(content: Content): { name: string; locale: string }
  /** Absent where a kind has no such fields. */
  catalogueOf?(content: Content): Catalogue
  /** The editorial date, where the content states one. */
  publishedAtOf(content: Content): Instant | null
  /** What lists are narrowed by; what refers to a reference has the term `kind:key`. */
  termsOf(content: Content): readonly string[]
  render(db: Queries, publication: PublicationRow, content: Content): Promise<Rendition>
  tapeTypeOf(publication: Pick<PublicationRow, 'version' | 'signal'>): TapeType
  /** The tape entry when a publication ends with no other after it. */
  readonly removedType: TapeType
}
