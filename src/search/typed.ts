import { fold, normalise } from './fold.ts'
import type { Clause } from './query.ts'
import { type Token, tokensOf } from './tokens.ts'

/** A word of what somebody is typing. */
export interface TypedWord {
  readonly text: string
  /** True of the last one, and of a single character in a script without word spaces: a longer word is found by it. */
  readonly isBegun: boolean
}

/** Beginnings of words are compared up to this length, in code points. */
const begunMax = 12

/** The words of what somebody is typing, without duplicates. */
export function typedWords(q: string): TypedWord[] {
  const tokens = tokensOf(q).filter((token, at, all) => !isEndOfPair(token, all[at - 1]))
  const words = tokens.map(({ text, isRunEnd }, at): TypedWord => {
    const isBegun = isRunEnd || at === tokens.length - 1
    return { text: isBegun ? beginningOf(text) : text, isBegun }
  })
  return [...new Map(words.map((word) => [JSON.stringify(word), word])).values()]
}

/** The last character of a run stands in a pair already. */
const isEndOfPair = ({ isRunEnd, end }: Token, before: Token | undefined): boolean =>
  isRunEnd && before !== undefined && !before.isRunEnd && before.end === end

const beginningOf = (word: string, length = begunMax): string => [...word].slice(0, length).join('')

/** The words of some texts, without duplicates, at most so many. */
export function wordsIn(texts: readonly string[], max: number): string[] {
  const words = new Set<string>()
  for (const text of texts) {
    if (words.size >= max) break
    for (const token of tokensOf(text, max)) words.add(token.text)
  }
  return [...words].slice(0, max)
}

/** Shorter beginnings are found without tokens of their own, since the index is made for two and three characters. */
const storedFrom = 3

/** Tokens by which a headline is found while it is typed: `_com`, `_comp` … and `_company_` of `company`. */
export function typedTokens(texts: readonly string[], max: number): string[] {
  const tokens = new Set<string>()
  for (const word of wordsIn(texts, max)) {
    const { length } = [...word]
    for (let end = storedFrom; end <= Math.min(length - 1, begunMax); end += 1)
      tokens.add(`_${beginningOf(word, end)}`)
    tokens.add(`_${word}_`)
  }
  return [...tokens]
}

/** What asks the search index for a word of a headline. */
export function typedClause({ text, isBegun }: TypedWord): Clause {
  const whole = { tokens: [`_${text}_`], isPrefix: false }
  if (!isBegun) return [whole]
  const isShort = [...text].length < storedFrom
  const begun = { tokens: [`_${text}`], isPrefix: isShort }
  return isShort ? [begun] : [begun, whole]
}

/** Places of the typed words in a text: start and length in code points, in order and without overlap. */
export function typedHits(text: string, typed: readonly TypedWord[]): [start: number, length: number][] {
  const merged: { start: number; end: number }[] = []
  for (const span of tokensOf(text).flatMap((token) => spansOf(text, token, typed))) {
    const last = merged.at(-1)
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end)
    else merged.push(span)
  }
  return merged.map(({ start, end }) => [
    [...text.slice(0, start)].length,
    [...text.slice(start, end)].length,
  ])
}

/** Where a token of a text is one of the words, or begins so; in UTF-16 units. */
function spansOf(text: string, { text: found, start, end }: Token, typed: readonly TypedWord[]) {
  return typed.flatMap((word) => {
    if (!word.isBegun) return word.text === found ? [{ start, end }] : []
    return found.startsWith(word.text)
      ? [{ start, end: start + begunLength(text.slice(start, end), word.text) }]
      : []
  })
}

/** Length of the part of a word that has been typed; a letter keeps its combining marks. */
function begunLength(word: string, begun: string): number {
  for (const { 0: letter, index } of word.matchAll(/[\s\S]\p{M}*/gu)) {
    const end = index + letter.length
    if (fold(normalise(word.slice(0, end)).text).startsWith(begun)) return end
  }
  return word.length
}
