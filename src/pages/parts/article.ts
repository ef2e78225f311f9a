import { html } from 'ghtml'
import type { RenderedArticle } from '../../articles/kind.ts'
import { attribute } from '../../body/escape.ts'
import type { DisclaimerUse } from '../../disclaimers/schema.ts'
import { splitBehindLead } from '../../feeds/full-text.ts'
import type { Instant } from '../../values/time.ts'
import { type Frame, inLanguage, time, to } from '../frame.ts'
import { dateText, directionOf, filled } from '../language.ts'
import { facts } from './facts.ts'
import { figure, withoutReferrer } from './images.ts'
import { inOtherLanguages } from './languages.ts'
import { correction, disclaimersAt } from './notices.ts'
import { kicker, type Story, story } from './story.ts'

/** An article, as its page is made from it. */
export interface ShownArticle {
  readonly article: RenderedArticle
  readonly bodyHtml: string
  readonly disclaimers: readonly DisclaimerUse[]
  readonly translations: readonly Translation[]
  readonly related: readonly Story[]
  /** The newest first. */
  readonly earlier: readonly EarlierVersion[]
}

interface Translation {
  readonly id: string
  readonly slug: string
  readonly locale: string
  readonly headline: string
}

export interface EarlierVersion {
  readonly version: number
  readonly availableAt: Instant
}

export function articleMain(frame: Frame, shown: ShownArticle): string {
  const { article, bodyHtml, disclaimers } = shown
  const lang = inLanguage(frame, article.locale)
  const placed = (placement: DisclaimerUse['placement']) => disclaimersAt(frame, disclaimers, placement)
  const body = withoutReferrer(bodyHtml)
  const [lead, rest] = splitBehindLead(body)
  const { dir } = directionOf(article.locale)
  const [first, ...others] = article.images.filter(({ url }) => !body.includes(attribute('src', url)))
  return html`<article class="article" dir="${dir}">
!${placed('top')}!${head(frame, shown)}!${corrections(frame, article)}!${first ? html`<div class="picture"!${lang}>!${figure(first, true)}</div>` : ''}<div class="columns">
<div class="text"!${lang}>
!${keyPoints(frame, article)}!${lead}
!${placed('after_lead')}!${rest}
!${others.map((image) => figure(image))}!${placed('after_body')}</div>
<div class="facts">
!${facts(frame, article)}!${earlierVersions(frame, shown)}</div>
</div>
!${placed('footer')}</article>
!${related(frame, shown)}`
}

function head(frame: Frame, { article, translations }: ShownArticle): string {
  const { headline, summary, locale, publishedAt, updatedAt, version, provenance } = article
  const { words } = frame.language
  const lang = inLanguage(frame, locale)
  const names = bylineOf(article)
  const by = article.byline ?? filled(words.by, { names: names.join(', ') })
  return html`<header class="head">
!${kicker(frame, article)}<h1!${lang}>${headline}</h1>
!${summary === null ? '' : html`<p class="standfirst"!${lang}>${summary}</p>`}
!${names.length === 0 ? '' : html`<p class="byline"!${article.byline === null ? '' : lang}>${by}</p>`}
<p class="meta">!${dateline(frame, article)}<span>${words.published} !${time(publishedAt, frame.language)}</span>!${
    version > 1 && updatedAt > publishedAt
      ? html`<span>${words.updated} !${time(updatedAt, frame.language)}</span>`
      : ''
  }!${provenance.distributor === null ? '' : html`<span!${lang}>${provenance.distributor}</span>`}</p>
!${inOtherLanguages(
    frame,
    translations.map((one) => ({ ...one, address: to(frame, `/articles/${one.slug}`), title: one.headline })),
  )}</header>
`
}

/** The printed byline, or else the authors. */
const bylineOf = ({ byline, authors }: RenderedArticle): string[] =>
  byline === null ? authors.map(({ name }) => name) : [byline]

function dateline(frame: Frame, { dateline: filed, locale }: RenderedArticle): string {
  if (!filed) return ''
  const date = filed.date && (dateText(filed.date, frame.language) ?? filed.date)
  const text = filed.stated ?? [filed.place, date].filter((part) => part !== null).join(', ')
  return text === '' ? '' : html`<span class="dateline"!${inLanguage(frame, locale)}>${text}</span>`
}

/** Corrections that stand open on top; the others are opened. */
const openMax = 3

function corrections(frame: Frame, { corrections: all, locale }: RenderedArticle): string {
  if (all.length === 0) return ''
  const { words } = frame.language
  const one = (each: RenderedArticle['corrections'][number]) =>
    html`<div class="correction">!${correction(frame, each, locale)}</div>
`
  const more = all.slice(openMax)
  return html`<section class="corrections" aria-label="${words.corrections}">
!${all.slice(0, openMax).map(one)}!${
    more.length === 0
      ? ''
      : html`<details><summary>${words.corrections}: +${String(more.length)}</summary>!${more.map(one)}</details>`
  }</section>
`
}

const keyPoints = ({ language }: Frame, { keyPoints: points }: RenderedArticle): string =>
  points.length === 0
    ? ''
    : html`<ul class="key-points" aria-label="${language.words.keyPoints}">!${points.map((point) => html`<li>${point}</li>`)}</ul>
`

function earlierVersions(frame: Frame, { article, earlier }: ShownArticle): string {
  if (earlier.length === 0) return ''
  const { words } = frame.language
  const { jurisdiction } = frame.handedOn
  const one = ({ version, availableAt }: EarlierVersion) => {
    const address = to({ handedOn: { jurisdiction, asOf: availableAt } }, `/articles/${article.slug}`)
    return html`<li><a href="${address}">${filled(words.version, { number: String(version) })}</a> !${time(availableAt, frame.language)}</li>
`
  }
  return html`<section class="versions"><h2>${words.versions}</h2>
<ol reversed>
!${earlier.map(one)}</ol></section>
`
}

const related = (frame: Frame, { related: stories }: ShownArticle): string =>
  stories.length === 0
    ? ''
    : html`<section class="related"><h2>${frame.language.words.related}</h2>
<div class="grid">
!${stories.map((one) => story(frame, one, { heading: 'h3', isWithSummary: false }))}</div></section>
`

/** Stands before an article until it is passed; its link leads on. */
export const interstitial = (
  frame: Frame,
  { article, disclaimers }: Pick<ShownArticle, 'article' | 'disclaimers'>,
  onward: string,
): string => html`<article class="article interstitial">
<header class="head"><p class="kicker">${frame.language.words.notice}</p>
<h1!${inLanguage(frame, article.locale)}>${article.headline}</h1>
<p class="meta">${frame.language.date('day', article.publishedAt)}</p></header>
!${disclaimersAt(frame, disclaimers, 'interstitial')}<p><a class="onward" href="${onward}">${frame.language.words.goOn}</a></p>
</article>
`
