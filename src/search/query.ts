import { type SearchColumn, textColumns } from './document.ts'
import { stemmedLanguages, stemOf } from './stems.ts'
import { isPaired, type Token, tokensOf } from './tokens.ts'

/** Tokens that follow each other in one text. */
export interface Phrase {
  readonly tokens: readonly string[]
  /** True if the last token need only begin so. */
  readonly isPrefix: boolean
  /** The words that begin so, where they are known; they stand for the last token then. */
  readonly words?: readonly string[]
  /** Columns of the index in which it has to be; absent: any. */
  readonly columns?: readonly SearchColumn[]
}

/** Found by any one of these. */
export type Clause = readonly Phrase[]

/** What `q` asks for: every clause, and none of the excluded ones. Without clauses it finds nothing. */
export interface SearchQuery {
  readonly clauses: readonly Clause[]
  readonly excluded: readonly Clause[]
}

/** A word or a phrase as it was typed. */
interface Part {
  readonly text: string
  readonly isQuoted: boolean
  readonly isExcluded: boolean
}

/** A quote without its end is text, and so is every other sign: nothing is a fault. */
const parts = /(?<!\S)(-?)"([^"]*)"|\S+/gu

/** Parses `q`: words are and-ed, `"a phrase"`, `-not`, `prefix*`. */
export function parseQuery(q: string): SearchQuery {
  const query = { clauses: [] as Clause[], excluded: [] as Clause[] }
  const seen = new Set<string>()
  for (const part of partsOf(q)) {
    const clause = clauseOf(part)
    const name = `${part.isExcluded} ${JSON.stringify(clause)}`
    if (clause.length === 0 || seen.has(name)) continue
    seen.add(name)
    ;(part.isExcluded ? query.excluded : query.clauses).push(clause)
  }
  return query
}

function partsOf(q: string): Part[] {
  return [...q.matchAll(parts)].map(([found, minus, quoted]) => {
    if (quoted !== undefined) return { text: quoted, isQuoted: true, isExcluded: minus === '-' }
    const isExcluded = found.startsWith('-')
    return { text: isExcluded ? found.slice(1) : found, isQuoted: false, isExcluded }
  })
}

/** A word is found in its exact form or by its stem, a phrase in its exact form only. */
function clauseOf({ text, isQuoted }: Part): Clause {
  const tokens = asked(tokensOf(text))
  const [first, ...others] = tokens
  const last = tokens.at(-1)
  if (!first || !last) return []
  const isPrefix = (!isQuoted && text.endsWith('*') && isLongEnough(last.text)) || last.isRunEnd
  const phrase = {
    tokens: tokens.map((token) => token.text),
    isPrefix,
    // Not in that of stems: `fr` is a beginning of every French one.
    ...(isPrefix && { columns: textColumns }),
  }
  const stems = isQuoted || isPrefix || others.length > 0 ? [] : stemsOf(first)
  return [phrase, ...stems.map((stem) => ({ tokens: [stem], isPrefix: false }))]
}

/** Without the end of a run of pairs where the phrase ends, since the text may go on; a single character is kept. */
function asked(tokens: readonly Token[]): readonly Token[] {
  const [before, last] = tokens.slice(-2)
  return last?.isRunEnd && before && !before.isRunEnd && before.end === last.end
    ? tokens.slice(0, -1)
    : tokens
}

/** The word is in one language, but no one says in which. */
const stemsOf = (token: Token): string[] => [
  ...new Set(stemmedLanguages.flatMap((language) => stemOf(token, language) ?? [])),
]

const isLongEnough = (token: string): boolean => [...token].length >= (isPaired(token) ? 1 : 2)
