import { type SearchColumn, textColumns } from '../../../search/document.ts'
import type { Clause, SearchQuery } from '../../../search/query.ts'

/** One way in which an article can match; articles that match in an earlier one are better. */
export interface Tier {
  readonly clauses: readonly Clause[]
  /** Whether all of it is in the headline. */
  readonly isHeadline: boolean
}

const headline: readonly SearchColumn[] = ['headline']
const headlineForms: readonly SearchColumn[] = ['headline', 'headline_stems']
const leading: readonly SearchColumn[] = ['headline', 'lead', 'names']

/**
 * The tiers of a search, the best first: by field (headline, then what stands before the body), by exactness (the words
 * themselves before other forms of them) and by proximity (the words in a row before the words apart). All other matches
 * follow the last tier. Word frequencies are not used: every count in the index includes hidden articles, which a rank
 * would reveal.
 */
export function tiersOf(clauses: SearchQuery['clauses']): Tier[] {
  const exact = clauses.map((clause) => clause.slice(0, 1))
  const row = inARow(exact)
  return [
    ...row.map((clause) => ({ clauses: [inColumns(clause, headline)], isHeadline: true })),
    { clauses: exact.map((clause) => inColumns(clause, headline)), isHeadline: true },
    { clauses: clauses.map((clause) => inColumns(clause, headlineForms)), isHeadline: true },
    { clauses: exact.map((clause) => inColumns(clause, leading)), isHeadline: false },
    ...row.map((clause) => ({ clauses: [clause], isHeadline: false })),
    { clauses: exact, isHeadline: false },
  ]
}

const inColumns = (clause: Clause, columns: readonly SearchColumn[]): Clause =>
  clause.map((phrase) => ({
    ...phrase,
    columns: phrase.isPrefix ? columns.filter((one) => textColumns.includes(one)) : columns,
  }))

/** The words as one phrase, if there are several; a beginning of a word can only be the last. */
function inARow(exact: readonly Clause[]): Clause[] {
  const phrases = exact.flat()
  if (phrases.length < 2 || phrases.slice(0, -1).some(({ isPrefix }) => isPrefix)) return []
  const last = phrases.at(-1)
  if (!last) return []
  return [[{ ...last, tokens: phrases.flatMap(({ tokens }) => tokens) }]]
}
