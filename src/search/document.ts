import type { Instant } from '../values/time.ts'
import { fold } from './fold.ts'
import { type IndexedWord, indexedWords, languageOf } from './stems.ts'
import { type FoundWord, wordsOf } from './tokens.ts'
import { typedTokens } from './typed.ts'

/** What an article is found by, a list of texts for each weight: a phrase is found within one text. */
export interface SearchFields {
  readonly headline: readonly string[]
  readonly lead: readonly string[]
  readonly names: readonly string[]
  readonly body: readonly string[]
}

/** A row of the search index: the tokens of each column, separated by spaces. */
export interface SearchDocument extends Readonly<Record<SearchColumn, string>> {}
export const searchColumns = [
  'headline',
  'lead',
  'names',
  'body',
  'headline_stems',
  'stems',
  'terms',
] as const
export type SearchColumn = (typeof searchColumns)[number]

/** The columns of words as they are written. */
export const textColumns: readonly SearchColumn[] = ['headline', 'lead', 'names', 'body']

/** Tokens of a column that are indexed. A body of 1 MiB has 300,000, which would take the store a tenth of a second. */
export const tokensMax = 10_000

/** Ends each text, so that no phrase reaches into the next. */
const boundary = '|'

/** The row for the fields and the terms of an article. */
export function searchDocument(
  { headline, lead, names, body }: SearchFields,
  locale: string,
  terms: readonly string[],
  { published_at, updated_at }: SearchDates,
): SearchDocument {
  const indexed = indexedWords(languageOf(locale))
  const ofHeadline = new Set<string>()
  const others = new Set<string>()
  return {
    headline: tokensIn(headline, indexed, ofHeadline),
    lead: tokensIn(lead, indexed, others),
    names: tokensIn(names, indexed, others),
    body: tokensIn(body, indexed, others),
    headline_stems: [...ofHeadline].join(' '),
    stems: [...others].join(' '),
    terms: [
      ...terms.map(termToken),
      ...typedTokens(headline, tokensMax),
      ...[4, 7, 10].map((length) => publishedToken(published_at.slice(0, length))),
      ...updatedLengths.map((length) => updatedToken(updated_at.slice(0, length))),
    ].join(' '),
  }
}

/** The tokens of some texts, followed by each distinct character of scripts without word spaces. Adds stems to `stems`. */
function tokensIn(
  texts: readonly string[],
  indexed: (found: string) => IndexedWord,
  stems: Set<string>,
): string {
  const tokens: string[] = []
  const characters = new Set<string>()
  const add = ({ found, isPair }: FoundWord) => {
    const { text, stem } = isPair ? { text: fold(found), stem: null } : indexed(found)
    tokens.push(text)
    if (isPair) characters.add(characterToken([...text][0] ?? ''))
    if (stem) stems.add(stem)
  }
  for (const text of texts) {
    if (tokens.length >= tokensMax) break
    for (const word of wordsOf(text)) {
      if (tokens.length >= tokensMax) break
      add(word)
    }
    tokens.push(boundary)
  }
  return [...tokens, ...characters].join(' ')
}

/** A character of a script that is indexed by pairs, as a token: the pairs that begin with it can be hundreds. */
export const characterToken = (character: string): string => `:${character}`

/** A term of an article as a token: `#` and the term, with every character that is no part of a token in hexadecimal. */
export const termToken = (term: string): string =>
  `#${term.replaceAll(/[^a-z0-9.:-]/gu, (one) => `_${one.codePointAt(0)?.toString(16)}_`)}`

export interface SearchDates {
  readonly published_at: Instant
  readonly updated_at: Instant
}

/** A year, month or day of the editorial date, as a token. */
export const publishedToken = (period: string): string => `@${period}`

/** How much of an instant names its year, month, day, hour, minute and second. */
export const updatedLengths: readonly number[] = [4, 7, 10, 13, 16, 19]

/** A year, month, day, hour, minute or second of the last change, as a token. */
export const updatedToken = (period: string): string => `@:${period.toLowerCase()}`
