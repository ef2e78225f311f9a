import { html } from 'ghtml'
import type { RenderedArticle } from '../../articles/kind.ts'
import { runtimeLocale } from '../../values/place.ts'
import { type Frame, inLanguage, to } from '../frame.ts'
import { type Direction, dateText, filled } from '../language.ts'
import { topicPath } from './story.ts'

type Article = RenderedArticle

/** What an article states in structured form, each part with its heading; empty parts are left out. */
export const facts = (frame: Frame, article: Article): string =>
  [keyFigures, timeline, quotes, sources, subjects].map((part) => part(frame, article)).join('')

/** The address of the words of the article that state a fact. */
const passage = (blockKey: string): string => `#bt-${encodeURIComponent(blockKey)}`

function keyFigures(frame: Frame, { keyFigures: figures, locale }: Article): string {
  if (figures.length === 0) return ''
  const { words } = frame.language
  const row = (one: Article['keyFigures'][number]) => {
    const { label, blockKey, factType, period, comparison } = one
    const notes = [
      factType === 'reported' ? null : html`<i>${words.facts[factType]}</i>`,
      period && html`<span!${inLanguage(frame, locale)}>${period.stated}</span>`,
      comparison && html`<span!${inLanguage(frame, locale)}>${comparison}</span>`,
    ].filter((note) => note !== null)
    return html`<tr><th scope="row"><a href="${passage(blockKey)}"!${inLanguage(frame, locale)}>${label}</a>!${
      notes.length > 0 ? html`<small>!${notes.join(' · ')}</small>` : ''
    }</th><td!${inLanguage(frame, locale)}>${figureText(one, frame.language)}</td></tr>
`
  }
  return html`<section class="figures"><table>
<caption>${words.keyFigures}</caption>
<thead><tr><th scope="col">${words.measure}</th><th scope="col">${words.value}</th></tr></thead>
<tbody>
!${figures.map(row)}</tbody></table></section>
`
}

type Figure = Pick<Article['keyFigures'][number], 'value' | 'valueText' | 'qualifier' | 'unit'>

/** The number exactly as it is known, in the form of the language; else its words. */
export function figureText({ value, valueText, qualifier, unit }: Figure, { tag }: Direction): string {
  if (value === null) return valueText ?? ''
  const number = numberText(value, unit, runtimeLocale(tag))
  return qualifier === null ? number : `${qualifier} ${number}`
}

/** From here on, a number is written with a word: 2 billion. */
const wordsFrom = 1e6

/** As a string, so that no digit is lost. */
function numberText(value: string, unit: string, locale: string): string {
  const size = Math.abs(Number(value))
  const plain = { maximumFractionDigits: 20 } as const
  const compact = size >= wordsFrom && ({ notation: 'compact', compactDisplay: 'long' } as const)
  const format = (text: string, options: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(locale, options).format(text as Intl.StringNumericLiteral)
  if (unit === '%') return format(value, { ...plain, style: 'unit', unit: 'percent' })
  if (!/^[A-Z]{3}$/.test(unit)) return `${format(value, { ...plain, ...compact })}${unitText(unit)}`
  const money = { style: 'currency', currency: unit } as const
  if (!compact) return format(value, { ...plain, ...money, minimumFractionDigits: 0 })
  // No form of the runtime has both the symbol and the word.
  const digits = format(value.replace(/^-/, ''), { ...plain, ...compact })
  return new Intl.NumberFormat(locale, { ...money, maximumFractionDigits: 0 })
    .formatToParts(value.startsWith('-') ? -1 : 1)
    .map((part) => (part.type === 'integer' ? digits : part.value))
    .join('')
}

/** What is counted (`{person}`) is in the label; a currency of no state (`{BTC}`) is not. */
const unitText = (unit: string): string => {
  const counted = /^\{(.+)\}$/.exec(unit)?.[1]
  if (unit === '1' || (counted && !/^[A-Z]+$/.test(counted))) return ''
  return ` ${counted ?? unit}`
}

function timeline(frame: Frame, { timeline: events, locale }: Article): string {
  if (events.length === 0) return ''
  const { words } = frame.language
  const entry = ({ date, stated, text, blockKey }: Article['timeline'][number]) => {
    const words = dateText(date, frame.language)
    const when =
      words === null
        ? html`<span!${inLanguage(frame, locale)}>${stated}</span>`
        : html`<time datetime="${date}">${words}</time>`
    return html`<li>!${when} <a href="${passage(blockKey)}"!${inLanguage(frame, locale)}>${text}</a></li>
`
  }
  return html`<section class="timeline"><h2>${words.timeline}</h2>
<ol>
!${inOrder(events).map(entry)}</ol></section>
`
}

/** Dates of EDTF that begin with a year sort as texts. */
const inOrder = <Event extends { readonly date: string }>(events: readonly Event[]): Event[] =>
  [...events].sort((one, other) => (one.date < other.date ? -1 : one.date > other.date ? 1 : 0))

function quotes(frame: Frame, { quotes: all, entities, locale }: Article): string {
  if (all.length === 0) return ''
  const lang = inLanguage(frame, locale)
  const quote = ({ text, speaker, speakerNote, date, blockKey }: Article['quotes'][number]) => {
    const name = entities.find(({ key }) => key === speaker)?.name
    const said = [name, speakerNote].filter((part) => part !== null && part !== undefined).join(', ')
    const day = date && dateText(date, frame.language)
    const parts = [
      said && html`<span!${lang}>${said}</span>`,
      day && html`<time datetime="${date}">${day}</time>`,
    ].filter((part) => part)
    return html`<figure><blockquote!${lang}>!${quoted(text)}</blockquote>!${
      parts.length === 0
        ? ''
        : html`
<figcaption><a href="${passage(blockKey)}">!${parts.join(', ')}</a></figcaption>`
    }</figure>
`
  }
  return html`<section class="quotes"><h2>${frame.language.words.quotes}</h2>
!${all.map(quote)}</section>
`
}

const quoted = (text: string): string =>
  html`<p>!${text
    .split('\n')
    .map((line) => html`${line}`)
    .join('<br>')}</p>`

function sources(frame: Frame, { sources: all, locale }: Article): string {
  if (all.length === 0) return ''
  const { words } = frame.language
  const source = ({ name, stated, url, anonymousPersons: count }: Article['sources'][number]) => {
    const text = name ?? stated
    const linked = url === null ? html`${text}` : html`<a href="${url}" rel="noopener nofollow">${text}</a>`
    const unnamed = count > 0 ? filled(words.anonymous, { count: String(count) }) : null
    return html`<li><span!${inLanguage(frame, locale)}>!${linked}</span>!${unnamed === null ? '' : html` <small>(${unnamed})</small>`}</li>
`
  }
  return html`<section class="sources"><h2>${words.sources}</h2>
<ul>
!${all.map(source)}</ul></section>
`
}

/** Links to the pages of what it is about. */
function subjects(frame: Frame, { instruments, topics, locale }: Article): string {
  const links = [
    ...instruments.map(({ key, name, mic, ticker }) => ({
      path: mic && ticker ? instrumentPath(mic, ticker) : `/instruments/${key}`,
      name,
      ticker,
    })),
    ...topics.map((topic) => ({ path: topicPath(topic), name: topic.name, ticker: null })),
  ]
  if (links.length === 0) return ''
  return html`<section class="subjects"><h2>${frame.language.words.subjects}</h2>
<ul>
!${links.map(
    ({ path, name, ticker }) =>
      html`<li><a href="${to(frame, path)}"!${inLanguage(frame, locale)}>${name}</a>!${ticker === null ? '' : html` <small>${ticker}</small>`}</li>
`,
  )}</ul></section>
`
}

export const instrumentPath = (mic: string, ticker: string): string =>
  `/instruments/${encodeURIComponent(mic)}:${encodeURIComponent(ticker)}`
