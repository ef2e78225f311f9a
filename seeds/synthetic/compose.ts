import type { ArticleContent } from '../../src/articles/schema/article.ts'
import type { MarkDef } from '../../src/body/mark-defs.ts'
import type { Block, TextBlock } from '../../src/body/schema.ts'
import type { Company } from './companies.ts'
import type { Currency, Language, PlaceKey } from './language.ts'
import type { Random } from './random.ts'

/** Values for the slots of a sentence. */
export interface Cast {
  readonly company: Company
  readonly peer: Company
  readonly place: PlaceKey
  readonly asset: string
  readonly source: string
  /** In hundreds of millions. */
  readonly revenue: number
  readonly value: number
  readonly currency: Currency
  /** In tenths of a percent. */
  readonly change: number
  /** Milliseconds since 1970. */
  readonly publishedAt: number
}

type Slot = 'company' | 'peer' | 'person' | 'place' | 'asset' | 'source' | 'date' | 'quote' | Quantity
type Quantity = 'revenue' | 'value' | 'change'
type Token = { readonly text: string } | { readonly slot: Slot }

const parsed = new Map<string, readonly Token[]>()

/** The words and slots of a sentence, cached. */
function tokensOf(sentence: string): readonly Token[] {
  const known = parsed.get(sentence)
  if (known) return known
  const tokens = sentence
    .split(/(\{\w+\})/)
    .filter((part) => part !== '')
    .map((part) => (part.startsWith('{') ? { slot: part.slice(1, -1) as Slot } : { text: part }))
  parsed.set(sentence, tokens)
  return tokens
}

/** The text of each slot for one cast. */
export function wordsOf(language: Language, cast: Cast, quote: string): Record<Slot, string> {
  const date = new Date(cast.publishedAt)
  return {
    company: cast.company.name,
    peer: cast.peer.name,
    person: cast.company.executive.name,
    place: language.places[cast.place],
    asset: cast.asset,
    source: cast.source,
    date: language.date(date.getUTCMonth() + 1, date.getUTCDate()),
    quote,
    revenue: language.money(cast.revenue, cast.currency),
    value: language.money(cast.value, cast.currency),
    change: language.percent(cast.change),
  }
}

/** A sentence as plain text. */
export function plain(sentence: string, words: Record<Slot, string>): string {
  const text = tokensOf(sentence)
    .map((token) => ('text' in token ? token.text : words[token.slot]))
    .join('')
  return capitalise(text)
}

/** A mark without its key. */
type Unkeyed = MarkDef extends infer Mark ? (Mark extends MarkDef ? Omit<Mark, '_key'> : never) : never

type Facts = Pick<ArticleContent, 'keyFigures' | 'timeline' | 'sources' | 'quotes'>

/** An article's body in progress, and the facts that its sentences state. */
export interface Draft {
  readonly language: Language
  readonly random: Random
  readonly blocks: Block[]
  /** Approximate size of the JSON of the blocks. */
  bytes: number
  readonly facts: Facts
  /** Maximum number of facts of each kind to mark; further ones are plain text. */
  readonly factsMax: Readonly<Record<keyof Facts, number>>
}

/** Adds a paragraph, with its names and facts marked. */
export function addParagraph(
  draft: Draft,
  style: 'lead' | 'normal',
  sentences: readonly string[],
  cast: Cast,
): void {
  const block = {
    _type: 'block' as const,
    _key: nextKey(draft),
    style,
    markDefs: [],
    children: [],
  } satisfies TextBlock
  const quote = draft.random.pick(draft.language.quotes)
  for (const [place, sentence] of sentences.entries()) {
    const told = place === 0 ? cast : withOtherFigures(cast)
    if (place > 0) addText(block, draft.language.gap)
    addSentence(draft, block, sentence, { cast: told, words: wordsOf(draft.language, told, quote) })
  }
  addBlock(draft, block)
}

/** Two sentences of one paragraph never state the same figure for different things. */
const withOtherFigures = (cast: Cast): Cast => ({
  ...cast,
  value: ((cast.value * 37) % 89) + 2,
  change: ((cast.change * 37) % 97) + 3,
})

/** A cast, and its text for each slot. */
interface Filling {
  readonly cast: Cast
  readonly words: Record<Slot, string>
}

function addSentence(draft: Draft, block: TextBlock, sentence: string, { cast, words }: Filling): void {
  for (const [place, token] of tokensOf(sentence).entries()) {
    const filling = 'text' in token ? token.text : words[token.slot]
    const text = place === 0 ? capitalise(filling) : filling
    const whole = () => plain(sentence, words)
    const fact =
      'slot' in token ? markOf(draft, token.slot, { cast, blockKey: block._key, text, whole }) : null
    if (fact) addMarked(block, text, fact)
    else addText(block, text)
  }
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

function addMarked({ _key, markDefs, children }: TextBlock, text: string, fact: Unkeyed): void {
  const key = `${_key}m${markDefs.length + 1}`
  markDefs.push({ ...fact, _key: key })
  children.push({ _type: 'span', text, marks: [key] })
}

export function addHeading(draft: Draft, text: string): void {
  addBlock(draft, {
    _type: 'block',
    _key: nextKey(draft),
    style: 'h2',
    markDefs: [],
    children: [{ _type: 'span', text, marks: [] }],
  })
}

const nextKey = ({ blocks }: Draft): string => `b${String(blocks.length + 1).padStart(2, '0')}`

/** Approximate JSON overhead in bytes of a block, a mark and a span. */
const blockBytes = 85
const markBytes = 60
const spanBytes = 42

function addBlock(draft: Draft, block: TextBlock): void {
  draft.blocks.push(block)
  draft.bytes += blockBytes + markBytes * block.markDefs.length
  for (const { text } of block.children) draft.bytes += spanBytes + Buffer.byteLength(text)
}

/** Extends the last span if it has no mark. */
function addText({ children }: TextBlock, text: string): void {
  const last = children.at(-1)
  if (last && last.marks.length === 0) last.text += text
  else if (text !== '') children.push({ _type: 'span', text, marks: [] })
}

interface Place {
  readonly cast: Cast
  readonly blockKey: string
  readonly text: string
  /** The whole sentence. */
  readonly whole: () => string
}

/** The mark of a slot, without its key; null for plain text. */
function markOf(draft: Draft, slot: Slot, place: Place): Unkeyed | null {
  const { cast } = place
  switch (slot) {
    case 'company':
      return { _type: 'entity', entity: cast.company.key, rel: 'about' }
    case 'peer':
      return { _type: 'entity', entity: cast.peer.key, rel: 'mentions' }
    case 'person':
      return { _type: 'entity', entity: cast.company.executive.key, rel: 'mentions' }
    case 'place':
      return { _type: 'entity', entity: cast.place, rel: 'mentions' }
    case 'asset':
      return null
    default:
      return factMark(draft, slot, place)
  }
}

function factMark(
  draft: Draft,
  slot: Quantity | 'date' | 'source' | 'quote',
  { cast, blockKey, text, whole }: Place,
): Unkeyed | null {
  const { keyFigures, timeline, sources, quotes } = draft.facts
  const { factsMax } = draft
  if (slot === 'date') {
    if (timeline.length >= factsMax.timeline) return null
    const key = `t${timeline.length + 1}`
    const date = new Date(cast.publishedAt).toISOString().slice(0, 10)
    const entities = [cast.company.key]
    timeline.push({
      ...{ key, stated: text, date, precision: 'day', inferred: true },
      ...{ text: whole(), blockKey, entities, sourceKey: null },
    })
    return { _type: 'event', event: key }
  }
  if (slot === 'source') {
    if (sources.length >= factsMax.sources) return null
    const key = `s${sources.length + 1}`
    const none = { name: null, entity: null, url: null }
    sources.push({ key, kind: 'other', ...none, anonymousPersons: 2, stated: text, blockKey })
    return { _type: 'source', source: key }
  }
  if (slot === 'quote') {
    if (quotes.length >= factsMax.quotes) return null
    const key = `q${quotes.length + 1}`
    quotes.push({ key, text, speaker: cast.company.executive.key, speakerNote: null, date: null, blockKey })
    return { _type: 'quote', quote: key }
  }
  if (keyFigures.length >= factsMax.keyFigures) return null
  const key = `f${keyFigures.length + 1}`
  keyFigures.push(figureOf(draft.language, slot, key, { cast, blockKey, text, whole }))
  return { _type: 'figure', figure: key }
}

function figureOf(language: Language, slot: Quantity, key: string, { cast, blockKey, text, whole }: Place) {
  const isShare = slot === 'change'
  const value = isShare ? (cast.change / 10).toFixed(1) : String(cast[slot] * 100_000_000)
  return {
    ...{ key, label: language.labels[slot], value, valueText: text, qualifier: null },
    ...{ unit: isShare ? '%' : cast.currency, metric: slot, subject: cast.company.key, comparison: null },
    ...{ period: null, factType: 'reported', quote: whole(), blockKey, sourceKey: null, sourceNote: null },
  } satisfies Facts['keyFigures'][number]
}
