import { covers } from '../values/place.ts'
import { type ContentTraits, type DisclaimerText, resolve } from './resolve.ts'
import type { DisclaimerRule } from './schema.ts'

/** Where a required disclaimer has no text: content in this language, of which the rule holds, is not served there. */
export interface Gap {
  readonly rule: string
  readonly locale: string
  /** Null: the place of the reader is not known. */
  readonly jurisdiction: string | null
}

/** A content that is public, and where it may not be shown. */
export type Shown = ContentTraits & { readonly blockedIn: readonly string[] }

export interface Audiences {
  readonly locales: readonly string[]
  readonly jurisdictions: readonly (string | null)[]
}

/** Every gap among these audiences, for any content of which a rule holds, and for those given. Pure. */
export function gapsOf(
  rules: readonly DisclaimerRule[],
  disclaimers: readonly DisclaimerText[],
  { locales, jurisdictions }: Audiences,
  shown: readonly Shown[] = [],
): Gap[] {
  const gaps: Gap[] = []
  for (const rule of rules.filter(({ required }) => required))
    for (const content of [...locales.map((locale) => contentUnder(rule, locale)), ...shown])
      for (const jurisdiction of jurisdictions) {
        if (covers(content.blockedIn, jurisdiction)) continue
        const { unresolved } = resolve(content, { jurisdiction }, { rules: [rule], disclaimers })
        const locale = content.locale.toLowerCase()
        if (unresolved.length > 0) gaps.push({ rule: rule.key, locale, jurisdiction })
      }
  return gaps
}

/** A content of which the rule holds, wherever it holds for the audience. */
const contentUnder = ({ when }: DisclaimerRule, locale: string): Shown => ({
  contentKind: when.contentKinds?.[0] ?? 'article',
  locale,
  type: when.types?.[0] ?? null,
  classification: when.classifications?.[0] ?? null,
  topics: when.topics ?? [],
  entities: when.entities ?? [],
  instruments: when.instruments ?? [],
  productClasses: when.productClasses ?? [],
  blockedIn: [],
})

/**
 * The audiences to look at where rules and texts are about to change: every language that has a text or that a rule
 * names, and the jurisdictions served; where these are not told, those that rules and texts name.
 */
export function audiencesOf(
  rules: readonly DisclaimerRule[],
  texts: readonly DisclaimerText[],
  { jurisdictions: served, defaultJurisdiction, defaultLocale }: Service,
): Audiences {
  const locales = [
    ...texts.map(({ locale }) => locale.toLowerCase()),
    ...rules.flatMap(({ when }) => when.locales ?? []).map((locale) => locale.toLowerCase()),
  ]
  const named = [
    ...texts.flatMap(({ jurisdictions }) => jurisdictions),
    ...rules.flatMap(({ when }) => when.jurisdictions ?? []),
  ].filter((jurisdiction) => jurisdiction !== '*')
  return {
    locales: [...new Set(locales.length > 0 ? locales : [defaultLocale])],
    jurisdictions: [...new Set([defaultJurisdiction, ...(served.length > 0 ? served : named)])],
  }
}

/** For whom the newsroom works, as configured. */
export interface Service {
  /** The jurisdictions served; empty: not told. */
  readonly jurisdictions: readonly string[]
  readonly defaultJurisdiction: string | null
  readonly defaultLocale: string
}
