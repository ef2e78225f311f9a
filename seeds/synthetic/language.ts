export const themes = ['results', 'deal', 'rates', 'commodities', 'crypto', 'regulation'] as const
export type Theme = (typeof themes)[number]

export const placeKeys = [
  'frankfurt',
  'london',
  'madrid',
  'new-york',
  'paris',
  'singapore',
  'taipei',
  'tokyo',
  'zurich',
] as const
export type PlaceKey = (typeof placeKeys)[number]

export type Currency = 'EUR' | 'USD'

/** Sentences of one theme, with slots in braces. */
export interface ThemeText {
  readonly headlines: readonly string[]
  readonly leads: readonly string[]
  readonly sentences: readonly string[]
  readonly keyPoints: readonly string[]
}

export interface Warning {
  readonly title: string
  readonly text: string
}

/** Texts of the synthetic articles in one language, and its number and date formats. */
export interface Language {
  readonly locale: string
  /** Separator between two sentences. */
  readonly gap: '' | ' '
  /** Formats an amount given in hundreds of millions. */
  readonly money: (hundredMillions: number, currency: Currency) => string
  /** Formats a share given in tenths of a percent. */
  readonly percent: (tenths: number) => string
  readonly date: (month: number, day: number) => string
  readonly places: Readonly<Record<PlaceKey, string>>
  readonly assets: readonly string[]
  /** Unnamed sources, in the grammatical form that the sentences need. */
  readonly sources: readonly string[]
  readonly quotes: readonly string[]
  readonly labels: Readonly<Record<'revenue' | 'value' | 'change', string>>
  readonly headings: readonly string[]
  /** Heading of the part about other companies. */
  readonly elsewhere: string
  readonly themes: Readonly<Record<Theme, ThemeText>>
  readonly common: readonly string[]
  readonly notices: Readonly<Record<'correction' | 'clarification' | 'retraction' | 'update', string>>
  /** Null if the sample already has it. */
  readonly riskWarning: Warning | null
  readonly cryptoWarning: Warning
}
