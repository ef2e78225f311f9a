/** What an article can be about. */
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

/** Sentences of one theme. In braces stand the slots that `fill` knows. */
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

/** All words of the synthetic articles in one language, and how it writes numbers and dates. */
export interface Language {
  readonly locale: string
  /** What stands between two sentences. */
  readonly gap: '' | ' '
  /** An amount in hundreds of millions. */
  readonly money: (hundredMillions: number, currency: Currency) => string
  /** A share in tenths of a percent. */
  readonly percent: (tenths: number) => string
  readonly date: (month: number, day: number) => string
  readonly places: Readonly<Record<PlaceKey, string>>
  readonly assets: readonly string[]
  /** Unnamed sources, in the form that the sentences ask for. */
  readonly sources: readonly string[]
  readonly quotes: readonly string[]
  readonly labels: Readonly<Record<'revenue' | 'value' | 'change', string>>
  readonly headings: readonly string[]
  /** Heading of the part that looks at other companies. */
  readonly elsewhere: string
  readonly themes: Readonly<Record<Theme, ThemeText>>
  readonly common: readonly string[]
  readonly notices: Readonly<Record<'correction' | 'clarification' | 'retraction' | 'update', string>>
  /** Null where the sample has it already. */
  readonly riskWarning: Warning | null
  readonly cryptoWarning: Warning
}
