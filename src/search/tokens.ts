import { fold, normalise } from './fold.ts'

/**
 * What the search index is made of, the same for texts and for what readers ask. Raise `derivation` in
 * `src/articles/kind.ts` when the same text gives other tokens.
 */
export interface Token {
  readonly text: string
  /** The word in lower case with its accents, for stemming; null if it is no word of letters alone. */
  readonly word: string | null
  /** Offsets of the token in the original text, in UTF-16 units. */
  readonly start: number
  readonly end: number
  /** True for the last character of a run in a script without word spaces, which is a token of its own. */
  readonly isRunEnd: boolean
}

/** Scripts that are indexed by pairs of characters, since they are written without spaces or inflect by suffixes. */
const unspaced =
  '[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}ー]'
const letter = `[[\\p{L}\\p{M}\\p{N}]--${unspaced}]`

/**
 * What joins letters and digits to one word: a decimal point or comma between digits, `&`, and a full stop beside a
 * single letter or digit, as in `BRK.B` and `U.S.`.
 */
const joint = `(?:(?<=\\p{N})[.,](?=\\p{N})|&(?=${letter})|(?<=(?<!${letter})${letter})\\.(?=${letter})|\\.(?=${letter}(?!${letter})))`
/** Tokens have no accents: of a word that is an accent without a letter, an empty token would be left. */
const noAccent = '(?![\\u0300-\\u036f])'
const words = new RegExp(
  `(${unspaced}[${unspaced}\\p{M}]*)|${noAccent}${letter}+(?:${joint}${letter}+)*`,
  'gv',
)
const isUnspaced = new RegExp(unspaced, 'v')
const isOfLetters = /^\p{L}+$/u

/** Longer words count only up to this length, in UTF-16 units. */
const lengthMax = 64

/** The tokens of a text, in order. At most `max`, or a few more. */
export function tokensOf(original: string, max = Number.POSITIVE_INFINITY): Token[] {
  const { text, placeOf } = normalise(original)
  const tokens: Token[] = []
  for (const { 0: found, 1: run, index } of text.matchAll(words)) {
    if (tokens.length >= max) break
    if (run === undefined) {
      const [start, end] = [placeOf(index), placeOf(index + found.length)]
      tokens.push({ ...formOf(found), start, end, isRunEnd: false })
      continue
    }
    let offset = index
    for (const { pair, step } of pairsOf(run)) {
      const [start, end] = [placeOf(offset), placeOf(offset + pair.length)]
      offset += step
      tokens.push({ text: fold(pair), word: null, start, end, isRunEnd: offset === index + run.length })
    }
  }
  return tokens
}

/** A word, or a pair of characters of a script without word spaces. */
export interface FoundWord {
  readonly found: string
  readonly isPair: boolean
}

/** The words of a text, without the places of its tokens, and the pairs of characters. For many texts it is faster. */
export function* wordsOf(original: string): Generator<FoundWord> {
  for (const { 0: found, 1: run } of normalise(original).text.matchAll(words)) {
    if (run === undefined) yield { found, isPair: false }
    else for (const { pair } of pairsOf(run)) yield { found: pair, isPair: true }
  }
}

/** Letters that stand alone between full stops: `U.S.` is also written `US`. */
const isAbbreviation = /^\p{L}\p{M}*(?:\.\p{L}\p{M}*)+$/u

/** What a word is indexed as. */
export function formOf(found: string): Pick<Token, 'text' | 'word'> {
  const word = (isAbbreviation.test(found) ? found.replaceAll('.', '') : found).slice(0, lengthMax)
  return { text: fold(word), word: isOfLetters.test(word) ? word.toLowerCase() : null }
}

/** Each character with the next one, and the last alone: every character begins a token, and any part can be found. */
function pairsOf(run: string): { readonly pair: string; readonly step: number }[] {
  const all = run.match(accented) ?? []
  return all.map((one, index) => ({ pair: one + (all[index + 1] ?? ''), step: one.length }))
}

/** A character with its accents, of which nothing is compared. */
const accented = /(?:(?![\u0300-\u036f]).)[\u0300-\u036f]*/gsu

/** True if the text begins in a script that is indexed by pairs of characters. */
export const isPaired = (text: string): boolean => isUnspaced.test([...text][0] ?? '')
