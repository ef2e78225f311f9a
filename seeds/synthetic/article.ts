import type { ArticleContent } from '../../src/articles/schema/article.ts'
import { authorsOf } from './authors.ts'
import { companies, sectorOf } from './companies.ts'
import { addHeading, addParagraph, type Cast, type Draft, plain, wordsOf } from './compose.ts'
import { type Language, placeKeys, type Theme, themes } from './language.ts'
import { languages, writtenIn } from './languages.ts'
import { createRandom, itemAt, type Random } from './random.ts'
import { topicScheme } from './references.ts'

/** Body sizes: about 5 KB of JSON (`full`) or about 1 KB (`small`). */
export const bodySizes = ['full', 'small'] as const
export type BodySize = (typeof bodySizes)[number]

/** The first text, the text with one more paragraph, or the text with corrected figures. */
export type Wording = 'first' | 'updated' | 'corrected'

export interface ArticleOrder {
  readonly index: number
  readonly size: BodySize
  /** Milliseconds since 1970; the text treats this as today. */
  readonly publishedAt: number
  readonly wording?: Wording
}

const targetBytes = { full: 4_400, small: 700 } as const
const factsMax = {
  full: { keyFigures: 1, timeline: 1, sources: 1, quotes: 1 },
  small: { keyFigures: 1, timeline: 0, sources: 0, quotes: 0 },
} as const

/** Every seventh article translates the previous one. */
const isTranslation = (index: number) => index % 7 === 6
const storyOf = (index: number) => (isTranslation(index) ? index - 1 : index)

export const languageOf = (index: number): Language => {
  const first = itemAt(writtenIn, createRandom(storyOf(index)).below(writtenIn.length))
  return isTranslation(index) ? itemAt(languages, languages.indexOf(first) + 1) : first
}

export function slugOf(index: number): string {
  const { theme, company } = storyAt(storyOf(index))
  return `${company.key}-${theme}-${index}`
}

function storyAt(story: number) {
  const random = createRandom(story)
  random.below(writtenIn.length)
  const theme: Theme = random.pick(themes)
  return { random, theme, company: random.pick(companies) }
}

/** The content of an article. Deterministic. */
export function articleAt(order: ArticleOrder): ArticleContent {
  const { index, size, wording = 'first' } = order
  const story = storyOf(index)
  const language = languageOf(index)
  const { random, theme, company } = storyAt(story)
  const cast = castOf(random, language, company, order.publishedAt)
  const shown = wording === 'corrected' ? correct(cast) : cast
  const words = wordsOf(language, shown, '')
  const text = language.themes[theme]
  // Headline and lead must match.
  const angle = random.below(2)
  const draft = { language, random, blocks: [], bytes: 0, facts: noFacts(), factsMax: factsMax[size] }
  write(draft, { theme, angle, cast: shown, targetBytes: targetBytes[size] })
  if (wording === 'updated') addParagraph(draft, 'normal', [language.notices.update], shown)
  return {
    storyKey: `synthetic-${company.key}-${story}`,
    locale: language.locale,
    slug: slugOf(index),
    ...genreOf(random, size),
    headline: plain(itemAt(text.headlines, angle), words),
    shortHeadline: null,
    slugline: `${company.ticker}/${theme.toUpperCase()}`,
    summary: size === 'small' ? null : plain(itemAt(text.leads, angle), words),
    keyPoints: size === 'small' ? [] : text.keyPoints.map((point) => plain(point, words)),
    dateline: {
      ...{
        place: language.places[shown.place],
        date: new Date(shown.publishedAt).toISOString().slice(0, 10),
      },
      ...{ stated: null, inferred: true },
    },
    ...{ byline: null, authors: authorsOf(index), images: [] },
    body: draft.blocks,
    ...draft.facts,
    provenance: provenanceOf(index),
    ...referencesOf(shown, theme),
    ...internalOf(index),
  }
}

const noFacts = (): Draft['facts'] => ({ keyFigures: [], timeline: [], sources: [], quotes: [] })

function castOf(random: Random, language: Language, company: Cast['company'], publishedAt: number): Cast {
  const others = companies.filter((one) => sectorOf(one) === sectorOf(company) && one !== company)
  return {
    company,
    peer: random.pick(others),
    place: random.pick(placeKeys),
    asset: random.pick(language.assets),
    source: random.pick(language.sources),
    revenue: random.between(11, 989),
    value: random.between(11, 489),
    currency: random.pick(['EUR', 'USD'] as const),
    change: random.between(3, 199),
    publishedAt,
  }
}

/** The cast with different figures. */
const correct = (cast: Cast): Cast => ({
  ...cast,
  revenue: cast.revenue + 7,
  value: cast.value + 3,
  change: cast.change + 11,
})

/** Different figures and places of the same company, for secondary facts. */
const vary = (random: Random, cast: Cast): Cast => ({
  ...cast,
  place: random.pick(placeKeys),
  value: random.between(2, 89),
  change: random.between(3, 99),
})

interface Outline {
  readonly theme: Theme
  readonly angle: number
  readonly cast: Cast
  readonly targetBytes: number
}

/** Writes the lead, then paragraphs about the theme, its market and another company until the target size is reached. */
function write(draft: Draft, { theme, angle, cast, targetBytes }: Outline): void {
  const { language, random } = draft
  const own = language.themes[theme]
  addParagraph(draft, 'lead', [itemAt(own.leads, angle)], cast)
  const headings = random.shuffle(language.headings)
  const other = { ...vary(random, cast), company: cast.peer, peer: cast.company }
  const parts = [
    { heading: null, cast, sentences: random.shuffle(own.sentences) },
    { heading: headings[0], cast, sentences: random.shuffle(language.common) },
    { heading: language.elsewhere, cast: other, sentences: otherSentences(random, language, theme) },
  ]
  for (const { heading, cast, sentences } of parts) {
    if (heading) addHeading(draft, heading)
    for (let first = 0; first < sentences.length; first += 2) {
      addParagraph(draft, 'normal', sentences.slice(first, first + 2), vary(random, cast))
      if (draft.bytes >= targetBytes) return
    }
  }
}

const otherSentences = (random: Random, language: Language, theme: Theme): string[] =>
  random.shuffle(
    themes.filter((one) => one !== theme).flatMap((one) => language.themes[one].sentences.slice(0, 3)),
  )

const genres = ['news', 'news', 'news', 'news', 'analysis', 'explainer', 'alert', 'opinion'] as const

function genreOf(
  random: Random,
  size: BodySize,
): Pick<ArticleContent, 'type' | 'classification' | 'urgency'> {
  const isRecommendation = random.below(50) === 0
  return {
    type: size === 'small' ? 'brief' : random.pick(genres),
    classification: isRecommendation ? 'investment_recommendation' : 'editorial',
    urgency: random.pick([1, 3, 4, 5, 5, 5, 5, 6, 7, 8]),
  }
}

const provenanceOf = (index: number): ArticleContent['provenance'] => ({
  origin: isTranslation(index) ? 'staff' : 'wire',
  distributor: null,
  source: null,
  sourceUrl: null,
  retrievedAt: null,
  originalLocale: isTranslation(index) ? languageOf(storyOf(index)).locale : null,
  digitalSourceType: 'algorithmicMedia',
  humanReviewed: null,
  derived: [],
})

function referencesOf({ company, peer, place }: Cast, theme: Theme) {
  return {
    entities: [
      { key: company.key, rel: 'about', relevance: 90 },
      { key: peer.key, rel: 'mentions', relevance: 40 },
      { key: place, rel: 'mentions', relevance: null },
    ],
    instruments: [
      { key: `${company.key}-share`, via: company.key, relevance: 90 },
      ...(theme === 'deal' ? [{ key: `${peer.key}-share`, via: peer.key, relevance: 40 }] : []),
    ],
    topics: [theme, sectorOf(company)].map((code) => ({ scheme: topicScheme, code })),
  } satisfies Partial<ArticleContent>
}

function internalOf(index: number) {
  return {
    publishedAt: null,
    externalId: `synthetic-${index}`,
    // A few are blocked in one jurisdiction.
    blockedIn: index % 200 === 90 ? ['GB'] : [],
    editorialNotes: [],
    backstory: null,
    translation: null,
  } satisfies Partial<ArticleContent>
}
