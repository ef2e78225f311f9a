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
  const phrases = clauses.flat()
  const fragments: Fragment[] = []
  let left = tokensMax
  for (const text of texts) {
    if (fragments.length >= fragmentsMax || left <= 0) break
    const tokens = tokensOf(text, left)
    left -= tokens.length
    const hits = hitsIn(tokens, phrases, language)
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
function hitsIn(tokens: readonly Token[], phrases: readonly Phrase[], language: string): Span[] {
  const found = tokens.flatMap((_, at) => phrases.flatMap((phrase) => hitAt(tokens, at, phrase, language)))
  const hits: Span[] = []
  for (const hit of found.sort((one, other) => one.start - other.start)) {
    const last = hits.at(-1)
    if (last && hit.start <= last.end && hit.start < hit.end && hit.start < last.end)
      hits[hits.length - 1] = { start: last.start, end: Math.max(last.end, hit.end) }
    else hits.push(hit)
  }
  return hits
}

function hitAt(tokens: readonly Token[], at: number, phrase: Phrase, language: string): Span[] {
  const first = tokens[at]
  const last = tokens[at + phrase.tokens.length - 1]
  if (!first || !last) return []
  const isFound = phrase.tokens.every((wanted, place) => {
    const token = tokens[at + place]
    if (!token) return false
    if (token.text === wanted || stemOf(token, language) === wanted) return true
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
