import { html } from 'ghtml'
import type { Instrument, Topic } from '../../references/schema.ts'
import { type Frame, to } from '../frame.ts'
import { filled } from '../language.ts'
import { pager, type Story, story, topicPath } from './story.ts'

export interface Stories {
  readonly stories: readonly Story[]
  /** Address of the next page. */
  readonly next: string | null
}

/** The lead is chosen among so many of the newest; so many stories stand beside it, and below it. */
const candidates = 6
const besideLead = 5
const belowLead = 2

/** The most urgent of the newest stories leads; the others stand in their order. */
export function front(frame: Frame, { stories, next }: Stories, isFirst: boolean): string {
  const { words } = frame.language
  if (stories.length === 0) return html`<p class="nothing">${words.none}</p>`
  const newest = stories.slice(0, candidates)
  const urgency = Math.min(...newest.map((one) => one.urgency))
  const lead = isFirst ? newest.find((one) => one.urgency === urgency) : undefined
  const others = stories.filter((one) => one !== lead)
  const top = lead ? others.slice(0, besideLead + belowLead) : []
  const rest = others.slice(top.length)
  return html`!${lead ? topStories(frame, lead, top) : ''}!${
    rest.length === 0
      ? ''
      : html`<section class="latest"><h2 class="label">${words.latest}</h2>
<div class="grid">
!${rest.map((one) => story(frame, one, { heading: 'h3', isWithImage: true }))}</div></section>
`
  }!${pager(frame, next)}`
}

function topStories(frame: Frame, lead: Story, others: readonly Story[]): string {
  const below = others.slice(0, belowLead)
  const beside = others.slice(belowLead)
  return html`<div class="top-stories">
<div>!${story(frame, lead, { heading: 'h2', isLead: true })}!${
    below.length === 0
      ? ''
      : html`<div class="below">!${below.map((one) => story(frame, one, { heading: 'h2' }))}</div>`
  }</div>
!${
    beside.length === 0
      ? ''
      : html`<div class="beside">
!${beside.map((one) => story(frame, one, { heading: 'h2', isWithSummary: false }))}</div>`
  }</div>
`
}

const river = (frame: Frame, { stories, next }: Stories): string =>
  html`<div class="river">
!${stories.map((one) => story(frame, one, { heading: 'h2', isWithImage: true }))}</div>
!${pager(frame, next)}`

const subject = (kind: string, name: string, about: string): string => html`<header class="head subject">
<p class="kicker">${kind}</p><h1 dir="auto">${name}</h1>
!${about}</header>
`

/** A topic, the broader one if it exists, and its stories. */
export const topicMain = (
  frame: Frame,
  { topic, broader }: { readonly topic: Topic; readonly broader: Topic | null },
  stories: Stories,
): string => {
  const { words } = frame.language
  const about = broader
    ? html`<p class="meta">${words.broader} <a href="${to(frame, topicPath(broader))}" dir="auto">${broader.name}</a></p>
`
    : ''
  return subject(words.topic, topic.name, about) + listed(frame, stories)
}

export const instrumentMain = (
  frame: Frame,
  { instrument, issuer }: { readonly instrument: Instrument; readonly issuer: string | null },
  stories: Stories,
): string => {
  const { words } = frame.language
  const { identifiers, listings } = instrument
  const facts = [
    ...(issuer === null ? [] : [[words.issuer, issuer] as const]),
    ...identifiers.map(({ scheme, value }) => [scheme.toUpperCase(), value] as const),
  ]
  const about = html`!${
    facts.length === 0
      ? ''
      : html`<dl class="meta">!${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd dir="auto">${value}</dd></div>`)}</dl>
`
  }!${listings.length === 0 ? '' : listingTable(frame, listings)}`
  return subject(words.instrument, instrument.name, about) + listed(frame, stories)
}

function listingTable(frame: Frame, listings: Instrument['listings']): string {
  const { words } = frame.language
  const columns = [words.market, words.ticker, words.currency, words.from, words.until]
  const day = (date: string | null) =>
    date === null ? '' : html`<time datetime="${date}">${frame.language.date('day', date)}</time>`
  const row = ({ mic, ticker, currency, primary, validFrom, validTo }: Instrument['listings'][number]) =>
    html`<tr><th scope="row">${mic}!${primary ? html` <small>${words.primary}</small>` : ''}</th><td>${ticker}</td><td>${currency ?? ''}</td><td>!${day(validFrom)}</td><td>!${day(validTo)}</td></tr>
`
  return html`<table class="listings"><caption>${words.listings}</caption>
<thead><tr>!${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>
!${listings.map(row)}</tbody></table>
`
}

const listed = (frame: Frame, stories: Stories): string =>
  stories.stories.length === 0
    ? html`<p class="nothing">${frame.language.words.none}</p>`
    : river(frame, stories)

export interface Found extends Stories {
  readonly total: number
  /** There may be more. */
  readonly isCapped: boolean
}

/** The form, and what `q` has found; null before anything is asked for. */
export function searchMain(frame: Frame, q: string | null, found: Found | null): string {
  const { words, tag } = frame.language
  const form = searchForm(frame, q)
  if (!found) return form
  if (found.total === 0)
    return html`!${form}<p class="nothing">${words.nothing}</p><p class="meta">${words.tips}</p>`
  const count = new Intl.NumberFormat(tag).format(found.total)
  return html`!${form}<p class="meta count">${filled(found.isCapped ? words.capped : words.found, { count })}</p>
!${river(frame, found)}`
}

export function searchForm(
  { language: { words }, handedOn }: Frame,
  q: string | null,
  heading: 'h1' | 'h2' = 'h1',
): string {
  const hidden = Object.entries(handedOn).filter(([, value]) => value !== undefined)
  return html`<search class="head"><!${heading}>${words.search}</!${heading}>
<form action="/search" method="get"><label for="q">${words.words}</label>
<input id="q" name="q" type="search" maxlength="200" value="${q ?? ''}" dir="auto" enterkeyhint="search">!${hidden.map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${String(value)}">`,
  )}<button>${words.search}</button></form></search>
`
}
