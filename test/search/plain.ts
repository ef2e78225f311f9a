import { stemmer as dutch } from '@orama/stemmers/dutch'
import { stemmer as english } from '@orama/stemmers/english'
import { stemmer as french } from '@orama/stemmers/french'
import { stemmer as german } from '@orama/stemmers/german'
import { stemmer as italian } from '@orama/stemmers/italian'
import { stemmer as portuguese } from '@orama/stemmers/portuguese'
import { stemmer as spanish } from '@orama/stemmers/spanish'

/** A plain search in memory, written from the rules in docs/api.md alone: slow, and without an index. */

/** A word, or a run of characters in a script without word spaces. */
interface Item {
  readonly text: string
  readonly isRun: boolean
  /** In lower case with its accents, if it is of letters alone. */
  readonly word: string | null
}

const isUnspaced = (one: string) =>
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}ー]/u.test(
    one,
  )
const isMark = (one: string) => /\p{M}/u.test(one)
const isDigit = (one: string) => /\p{N}/u.test(one)
const isLetter = (one: string) => /[\p{L}\p{M}\p{N}]/u.test(one) && !isUnspaced(one)

const letters: Record<string, string> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ς: 'σ',
}

const fold = (text: string): string =>
  [...text.toUpperCase().toLowerCase().normalize('NFD')]
    .filter((one) => one < '\u0300' || one > '\u036f')
    .map((one) => letters[one] ?? one)
    .join('')
    .normalize('NFC')

/** The words and runs of a text. */
export function itemsOf(original: string): Item[] {
  const signs = [...original.normalize('NFKC')]
  const items: Item[] = []
  let at = 0
  while (at < signs.length) {
    if (/^[\u0300-\u036f]$/.test(signs[at] ?? '')) {
      at += 1
      continue
    }
    const isRun = isUnspaced(signs[at] ?? '')
    const end = endOf(signs, at, isRun)
    const whole = signs.slice(at, end).join('')
    const text = isAbbreviation(whole) ? whole.split('.').join('') : whole
    if (text)
      items.push({ text: fold(text), isRun, word: /^\p{L}+$/u.test(text) ? text.toLowerCase() : null })
    at = Math.max(end, at + 1)
  }
  return items
}

/** Whether it has nothing but letters that stand alone between full stops. */
function isAbbreviation(text: string): boolean {
  const parts = text.split('.')
  return (
    parts.length > 1 &&
    parts.every((part) => /^\p{L}/u.test(part) && [...part].filter((one) => !isMark(one)).length === 1)
  )
}

function endOf(signs: readonly string[], begin: number, isRun: boolean): number {
  const goesOn = (sign: string, at: number) =>
    isRun ? isUnspaced(sign) || isMark(sign) : isLetter(sign) || (at > begin && joins(signs, at))
  const end = signs.findIndex((sign, at) => at >= begin && !goesOn(sign, at))
  return end < 0 ? signs.length : end
}

/** Whether the sign at a place joins the letters around it to one word. */
function joins(signs: readonly string[], at: number): boolean {
  const [sign, before = '', after = ''] = [signs[at], signs[at - 1], signs[at + 1]]
  if (!isLetter(before) || !isLetter(after)) return false
  if (sign === '&') return true
  if ((sign === '.' || sign === ',') && isDigit(before) && isDigit(after)) return true
  return sign === '.' && (!isLetter(signs[at - 2] ?? '') || !isLetter(signs[at + 2] ?? ''))
}

const stemmers: Record<string, (word: string) => string> = {
  ...{ en: english, de: german, fr: french, es: spanish, it: italian, pt: portuguese, nl: dutch },
}

const stemIn = (locale: string, { word }: Item): string | null => {
  const stemmer = stemmers[locale.split('-')[0] ?? '']
  return stemmer && word && word.length >= 3 ? fold(stemmer(word)) : null
}

/** Texts with their words. */
type Texts = readonly (readonly Item[])[]

export interface PlainArticle {
  readonly locale: string
  readonly texts: Texts
  /** Of these, the headlines, and the headlines with summary, key points and names. */
  readonly headlines: Texts
  readonly leading: Texts
}

export function plainArticle(
  locale: string,
  { headlines, lead, body }: Record<'headlines' | 'lead' | 'body', readonly string[]>,
): PlainArticle {
  const first = headlines.map(itemsOf)
  const leading = [...first, ...lead.map(itemsOf)]
  return { locale, headlines: first, leading, texts: [...leading, ...body.map(itemsOf)] }
}

interface Wanted {
  readonly items: readonly Item[]
  readonly isQuoted: boolean
  readonly isPrefix: boolean
}

function hasText(locale: string, texts: Texts, wanted: Wanted): boolean {
  const { items } = wanted
  const matches = (item: Item | undefined, place: number) =>
    item !== undefined && isMatch(item, wanted, place, locale)
  return texts.some((text) =>
    text.some((_, at) => items.every((_, place) => matches(text[at + place], place))),
  )
}

function isMatch(item: Item, { items, isQuoted, isPrefix }: Wanted, place: number, locale: string): boolean {
  const wanted = items[place]
  if (!wanted || item.isRun !== wanted.isRun) return false
  const isLast = place === items.length - 1
  if (wanted.isRun) return isPartOf(item.text, wanted.text, place === 0, isLast)
  if (isLast && isPrefix) return item.text.startsWith(wanted.text)
  if (item.text === wanted.text) return true
  const stem = items.length > 1 || isQuoted ? null : stemIn(locale, wanted)
  return stem !== null && stemIn(locale, item) === stem
}

/** Runs go on before what is asked for first, and behind what is asked for last. */
function isPartOf(run: string, wanted: string, isFirst: boolean, isLast: boolean): boolean {
  if (isFirst) return isLast ? run.includes(wanted) : run.endsWith(wanted)
  return isLast ? run.startsWith(wanted) : run === wanted
}

/** Parses what a reader asks for: a phrase begins where a word would. */
export function wantedIn(q: string): { readonly all: Wanted[]; readonly none: Wanted[] } {
  const found = { all: [] as Wanted[], none: [] as Wanted[] }
  let rest = ` ${q}`
  for (;;) {
    const [whole = '', minus, quoted] = /^\s+(-?)"([^"]*)"/u.exec(rest) ?? []
    const [word = ''] = /^\s*\S+/u.exec(rest) ?? []
    if (!word) return found
    const text = quoted ?? word.trim().replace(/^-/, '')
    const isNegated = quoted === undefined ? word.trim().startsWith('-') : minus === '-'
    rest = rest.slice((quoted === undefined ? word : whole).length)
    const items = itemsOf(text)
    if (items.length === 0) continue
    const isQuoted = quoted !== undefined
    const wanted = { items, isQuoted, isPrefix: !isQuoted && text.endsWith('*') && isLongEnough(items) }
    found[isNegated ? 'none' : 'all'].push(wanted)
  }
}

function isLongEnough(items: readonly Item[]): boolean {
  const last = items.at(-1)
  return last !== undefined && (last.isRun || [...last.text].length > 1)
}

/** Whether a search finds the article. */
export function finds(article: PlainArticle, q: string): boolean {
  const { all, none } = wantedIn(q)
  const has = (one: Wanted) => hasText(article.locale, article.texts, one)
  return all.length > 0 && all.every(has) && !none.some(has)
}

/** The place of an article that is found in the list of docs/api.md: 0 is best. */
export function rankOf({ locale, headlines, leading, texts }: PlainArticle, q: string): number {
  const words = wantedIn(q).all.filter(
    ({ items: [one] }, at, all) => all.findIndex(({ items: [other] }) => other?.text === one?.text) === at,
  )
  const exact = words.map((one) => ({ ...one, isQuoted: true }))
  const row: Wanted = {
    items: exact.flatMap(({ items }) => items),
    isQuoted: true,
    isPrefix: exact.at(-1)?.isPrefix ?? false,
  }
  const canBeRow = words.length > 1 && !words.slice(0, -1).some(({ isPrefix }) => isPrefix)
  const inARow = (some: Texts) => canBeRow && hasText(locale, some, row)
  const has = (some: Texts, all: readonly Wanted[]) => all.every((one) => hasText(locale, some, one))
  return [
    inARow(headlines),
    has(headlines, exact),
    has(headlines, words),
    has(leading, exact),
    inARow(texts),
    has(texts, exact),
    true,
  ].indexOf(true)
}
