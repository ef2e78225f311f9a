import { stemmer as dutch } from '@orama/stemmers/dutch'
import { stemmer as english } from '@orama/stemmers/english'
import { stemmer as french } from '@orama/stemmers/french'
import { stemmer as german } from '@orama/stemmers/german'
import { stemmer as italian } from '@orama/stemmers/italian'
import { stemmer as portuguese } from '@orama/stemmers/portuguese'
import { stemmer as spanish } from '@orama/stemmers/spanish'
import { fold } from './fold.ts'
import { formOf, type Token } from './tokens.ts'

/** The Snowball stemmers in use, by language. */
const stemmers: ReadonlyMap<string, (word: string) => string> = new Map([
  ['en', english],
  ['de', german],
  ['fr', french],
  ['es', spanish],
  ['it', italian],
  ['pt', portuguese],
  ['nl', dutch],
])
export const stemmedLanguages: readonly string[] = [...stemmers.keys()]

/** Shorter words are hardly inflected. */
const lengthMin = 3

/**
 * The stem of a word in a language, as the index holds it: `en:share`. Null in a language without stemmer, and for
 * what is no word of letters alone.
 */
export function stemOf({ word }: Pick<Token, 'word'>, language: string): string | null {
  const stem = stemmers.get(language)
  return !stem || word === null || word.length < lengthMin ? null : `${language}:${fold(stem(word))}`
}

/** A word as it is indexed in a language. */
export interface IndexedWord {
  readonly text: string
  readonly stem: string | null
}

/** Words remembered per language. Stemming takes 2 to 8 µs, and a language has few words that are used much. */
const rememberedMax = 20_000
const remembered = new Map<string, Map<string, IndexedWord>>()

/** The forms of words in a language, remembered. */
export function indexedWords(language: string): (found: string) => IndexedWord {
  const known = remembered.get(language) ?? new Map<string, IndexedWord>()
  if (stemmers.has(language)) remembered.set(language, known)
  return (found) => {
    const one = known.get(found)
    if (one) return one
    if (known.size >= rememberedMax) known.clear()
    const form = formOf(found)
    const made = { text: form.text, stem: stemOf(form, language) }
    known.set(found, made)
    return made
  }
}

/** The language of a locale: `pt` of `pt-BR`. */
export const languageOf = (locale: string): string => locale.toLowerCase().split('-', 1)[0] ?? ''
