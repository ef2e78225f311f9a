import { covers } from '../values/place.ts'
import { type ContentTraits, type DisclaimerText, resolve } from './resolve.ts'
import type { DisclaimerRule } from './schema.ts'

/** A missing required text: matching content in this language is not served in this jurisdiction. */
export interface Gap {
  readonly rule: string
  readonly locale: string
  /** Null: the reader's jurisdiction is unknown. */
  readonly jurisdiction: string | null
}

/** Traits of public content, and the jurisdictions in which it is blocked. */
export type PublicTraits = ContentTraits & { readonly blockedIn: readonly string[] }

export interface Audiences {
  readonly locales: readonly string[]
  readonly jurisdictions: readonly (string | null)[]
}

/** Every gap among these audiences, for a minimal content that matches each rule and for `shown`. Pure. */
export function gapsOf(
  rules: readonly DisclaimerRule[],
  disclaimers: readonly DisclaimerText[],
  { locales, jurisdictions }: Audiences,
  shown: readonly PublicTraits[] = [],
): Gap[] {
  const gaps: Gap[] = []
  for (const rule of rules.filter(({ required }) => required))
    for (const content of [...locales.map((locale) => minimalMatch(rule, locale)), ...shown])
      for (const jurisdiction of jurisdictions) {
        if (covers(content.blockedIn, jurisdiction)) continue
        const { unresolved } = resolve(content, { jurisdiction }, { rules: [rule], disclaimers })
        const locale = content.locale.toLowerCase()
        if (unresolved.length > 0) gaps.push({ rule: rule.key, locale, jurisdiction })
      }
  return gaps
}

/** A minimal content that satisfies every condition of the rule on content. */
const minimalMatch = ({ when }: DisclaimerRule, locale: string): PublicTraits => ({
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
 * Audiences to check when rules or texts change: every language that has a text or occurs in a rule, and the
 * jurisdictions served or, if none are configured, those that rules and texts name.
 */
export function audiencesToCheck(
  rules: readonly DisclaimerRule[],
  texts: readonly DisclaimerText[],
  { jurisdictions: served, defaultJurisdiction, defaultLocale }: ServedAudiences,
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

/** The audiences that the newsroom serves, as configured. */
export interface ServedAudiences {
  /** Empty: not configured. */
  readonly jurisdictions: readonly string[]
  readonly defaultJurisdiction: string | null
  readonly defaultLocale: string
}
