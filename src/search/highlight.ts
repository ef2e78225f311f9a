import type { Phrase, SearchQuery } from './query.ts'
import { stemOf } from './stems.ts'
import { isPaired, type Token, tokensOf } from './tokens.ts'

/** A part of a text with what a search has found in it. */
export interface Fragment {
  readonly text: string
  /** Start and length of each hit, in Unicode code points. */
  readonly hits: [start: number, length: number][]
  /** The text with each hit in `<mark>`, and everything else escaped. */
  readonly html: string
}

/** Fragments of a field; shorter texts are shown whole, in UTF-16 units. */
const fragmentsMax = 3
const wholeMax = 300
/** A part of a longer text: how much comes before its first hit, and how long it is. */
const before = 80
const length = 240

/** Fragments of the texts of a field, from at most so many of their tokens. */
export function fragmentsOf(
  texts: readonly string[],
  { clauses }: SearchQuery,
  language: string,
  tokensMax: number,
): Fragment[] {
  const phrasesAt = createPhrasesAt(clauses.flat())
  const stemOf = createStems(language)
  const fragments: Fragment[] = []
  let left = tokensMax
  for (const text of texts) {
    if (fragments.length >= fragmentsMax || left <= 0) break
    const tokens = tokensOf(text, left)
    left -= tokens.length
    const hits = hitsIn(tokens, phrasesAt, stemOf)
    for (const { start, end } of partsOf(text, tokens, hits).slice(0, fragmentsMax - fragments.length))
      fragments.push(fragmentOf(text, start, end, hits))
  }
  return fragments
}

/** Offsets in UTF-16 units. */
interface Span {
  readonly start: number
  readonly end: number
}

/** Where a text has one of the phrases, in order and without overlap. */
function hitsIn(tokens: readonly Token[], phrasesAt: PhrasesAt, stemOf: StemOf): Span[] {
  const stems = tokens.map(stemOf)
  const found = tokens.flatMap((token, at) =>
    phrasesAt(token, stems[at]).flatMap((phrase) => hitAt(tokens, stems, at, phrase)),
  )
  const hits: Span[] = []
  for (const hit of found.sort((one, other) => one.start - other.start)) {
    const last = hits.at(-1)
    if (last && hit.start < hit.end && hit.start < last.end)
      hits[hits.length - 1] = { start: last.start, end: Math.max(last.end, hit.end) }
    else hits.push(hit)
  }
  return hits
}

type StemOf = (token: Token) => string | null

/** Stems in a language, each word once: a text has ten times as many. */
function createStems(language: string): StemOf {
  const known = new Map<string | null, string | null>()
  return (token) => {
    const stem = known.get(token.word) ?? stemOf(token, language)
    known.set(token.word, stem)
    return stem
  }
}

/** The phrases that may begin with a token. */
type PhrasesAt = (token: Token, stem: string | null | undefined) => readonly Phrase[]

function createPhrasesAt(phrases: readonly Phrase[]): PhrasesAt {
  const isBeginning = ({ tokens, isPrefix }: Phrase) => isPrefix && tokens.length === 1
  const beginnings = phrases.filter(isBeginning)
  const byFirst = Map.groupBy(
    phrases.filter((phrase) => !isBeginning(phrase)),
    ({ tokens }) => tokens[0] ?? '',
  )
  const none: readonly Phrase[] = []
  return ({ text }, stem) => [
    ...beginnings.filter(({ tokens: [wanted = ''] }) => text.startsWith(wanted)),
    ...(byFirst.get(text) ?? none),
    ...((stem && byFirst.get(stem)) || none),
  ]
}

function hitAt(
  tokens: readonly Token[],
  stems: readonly (string | null)[],
  at: number,
  phrase: Phrase,
): Span[] {
  const first = tokens[at]
  const last = tokens[at + phrase.tokens.length - 1]
  if (!first || !last) return []
  const isFound = phrase.tokens.every((wanted, place) => {
    const token = tokens[at + place]
    if (!token) return false
    if (token.text === wanted || stems[at + place] === wanted) return true
    return phrase.isPrefix && token === last && token.text.startsWith(wanted)
  })
  if (!isFound) return []
  const wanted = phrase.tokens.at(-1) ?? ''
  // Of a pair of characters, only the one that is asked for.
  const end = phrase.isPrefix && isPaired(wanted) ? Math.min(last.end, last.start + wanted.length) : last.end
  return [{ start: first.start, end }]
}

/** The parts of a text that are shown: all of it, or pieces around hits that begin and end with a token. */
function partsOf(text: string, tokens: readonly Token[], hits: readonly Span[]): Span[] {
  if (hits.length === 0) return []
  if (text.length <= wholeMax) return [{ start: 0, end: text.length }]
  const parts: Span[] = []
  for (const hit of hits) {
    if (hit.start < (parts.at(-1)?.end ?? 0)) continue
    const from = Math.max(parts.at(-1)?.end ?? 0, hit.start - before)
    const start = tokens.find((token) => token.start >= from)?.start ?? hit.start
    const end = tokens.findLast((token) => token.end <= start + length)?.end ?? hit.end
    parts.push({ start: Math.min(start, hit.start), end: Math.max(end, hit.end) })
  }
  return parts
}

function fragmentOf(text: string, start: number, end: number, hits: readonly Span[]): Fragment {
  const shown = hits.filter((hit) => hit.start >= start && hit.end <= end)
  let html = ''
  let done = start
  for (const hit of shown) {
    html += `${escapeHtml(text.slice(done, hit.start))}<mark>${escapeHtml(text.slice(hit.start, hit.end))}</mark>`
    done = hit.end
  }
  return {
    text: text.slice(start, end),
    hits: shown.map((hit) => [
      codePoints(text.slice(start, hit.start)),
      codePoints(text.slice(hit.start, hit.end)),
    ]),
    html: html + escapeHtml(text.slice(done, end)),
  }
}

const codePoints = (text: string): number => [...text].length

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign)
