import { html } from 'ghtml'
import type { ArticleSummary } from '../../articles/schema/article.ts'
import { type Frame, inLanguage, to } from '../frame.ts'
import { filled, languageName } from '../language.ts'
import { thumbnail } from './images.ts'

/** The fields of an article that a list of stories shows. */
export const storyFields = [
  'slug',
  'locale',
  'type',
  'classification',
  'headline',
  'summary',
  'images',
  'topics',
  'urgency',
  'publishedAt',
  'signal',
] as const satisfies readonly (keyof ArticleSummary)[]

export type Story = Pick<ArticleSummary, (typeof storyFields)[number] | 'highlights' | 'reasons'>

interface Look {
  readonly heading: 'h2' | 'h3'
  readonly isLead?: boolean
  readonly isWithImage?: boolean
  readonly isWithSummary?: boolean
}

/** A story in a list. */
export function story(frame: Frame, one: Story, look: Look): string {
  const { heading, isLead = false, isWithImage = isLead, isWithSummary = true } = look
  const [image] = one.images
  const { slug, locale, publishedAt, signal } = one
  const { words } = frame.language
  return html`<article class="story!${isLead ? ' first' : ''}">
!${image && isWithImage ? html`<div class="thumb">!${thumbnail(image, isLead)}</div>` : ''}!${kicker(frame, one)}
<!${heading}!${inLanguage(frame, locale)}><a href="${to(frame, `/articles/${slug}`)}">!${found(one, 'headline') ?? html`${one.headline}`}</a></!${heading}>
!${isWithSummary ? summary(frame, one) : ''}<p class="meta"><time datetime="${publishedAt}">${frame.language.date('day', publishedAt)}</time>!${
    signal === 'correction' || signal === 'clarification'
      ? html` <span class="signal">${words[signal]}</span>`
      : ''
  }</p>
!${reasons(frame, one)}</article>
`
}

/** Where a search has found it, or else the summary. */
function summary(frame: Frame, one: Story): string {
  const text =
    found(one, 'body') ?? found(one, 'summary') ?? (one.summary === null ? null : html`${one.summary}`)
  return text === null
    ? ''
    : html`<p class="summary"!${inLanguage(frame, one.locale)}>!${text}</p>
`
}

/** HTML of the highlighted text; its own text is escaped where it is made. */
function found({ highlights = [] }: Story, field: string): string | null {
  const [first] = highlights.find((one) => one.field === field)?.fragments ?? []
  return first?.html ?? null
}

/** What kind of text it is, if that is no news, and its first topic. */
export function kicker(frame: Frame, { type, classification, topics }: KickerOf): string {
  const { words } = frame.language
  const [topic] = topics
  const kinds = [
    classification === 'editorial' ? null : words.classes[classification],
    type === 'news' ? null : words.types[type],
  ].filter((kind) => kind !== null)
  const parts = [
    ...kinds.map((kind) => html`<span class="kind">${kind}</span>`),
    ...(topic ? [html`<a href="${to(frame, topicPath(topic))}">${topic.name}</a>`] : []),
  ]
  return parts.length === 0 ? '' : html`<p class="kicker">!${parts.join(' ')}</p>`
}

type KickerOf = Pick<Story, 'type' | 'classification' | 'topics'>

export const topicPath = ({ scheme, code }: { readonly scheme: string; readonly code: string }): string =>
  `/topics/${encodeURIComponent(scheme)}:${encodeURIComponent(code)}`

/** Why it is related: that it is a translation if it is one, else the strongest reason. */
function reasons({ language }: Frame, { reasons: all = [] }: Story): string {
  const first = all.find(({ kind }) => kind === 'translation') ?? all[0]
  if (!first) return ''
  const name = first.kind === 'translation' ? languageName(first.key, language) : first.label
  return html`<p class="reason">${filled(language.words.reasons[first.kind], { name })}</p>
`
}

/** Leads to the next page of a list; its address is whole. */
export const pager = ({ language }: Frame, next: string | null): string =>
  next === null
    ? ''
    : html`<p class="pager"><a href="${next}" rel="next">${language.words.more}</a></p>
`
