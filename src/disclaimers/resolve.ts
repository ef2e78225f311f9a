import { bindingJurisdictions, covers, lookup } from '../values/place.ts'
import {
  type Disclaimer,
  type DisclaimerExplanation,
  type DisclaimerRule,
  type DisclaimerUse,
  Placement,
  setHash,
} from './schema.ts'

/** The properties of a content that rules can examine. */
export interface ContentTraits {
  contentKind: 'article' | 'product-menu'
  /** Language in which the content is served. */
  locale: string
  type: string | null
  classification: string | null
  /** As `scheme:code`. */
  topics: readonly string[]
  entities: readonly string[]
  instruments: readonly string[]
  productClasses: readonly string[]
}

export type DisclaimerText = Pick<
  Disclaimer,
  'key' | 'locale' | 'version' | 'title' | 'text' | 'jurisdictions' | 'sha256'
>

/** Rules and texts that are visible at the requested moment. */
export type InForce = { rules: readonly DisclaimerRule[]; disclaimers: readonly DisclaimerText[] }

export type Resolution = {
  uses: DisclaimerUse[]
  /** Computed lazily, as is `explanation`: lists need neither. */
  readonly setHash: string
  /** Required disclaimers without a text for this audience; the content must then not be served to it. */
  unresolved: Missing[]
  readonly explanation: DisclaimerExplanation[]
}

/** A required disclaimer without a text, for whom, and why. */
export interface Missing {
  readonly rule: string
  readonly disclaimer: string
  /** Language of the content. */
  readonly locale: string
  /** Null: unknown. */
  readonly jurisdiction: string | null
  readonly reason: string
}

/** Names a gap in a sentence, and what it is missing for. */
export const nameGap = ({ locale, jurisdiction }: Pick<Missing, 'locale' | 'jurisdiction'>): string =>
  `in ${locale} for ${jurisdiction ?? 'readers without a jurisdiction'}`

type Audience = { jurisdiction: string | null }
type Options = { defaultLocale?: string | null }
type Condition = { name: string; wanted: readonly string[]; present: readonly string[]; holds: boolean }
type Verdict = { rule: DisclaimerRule; matched: boolean; conditions: Condition[] }
type Choice = { text: DisclaimerText | null; reason: string }
type Group = { placing: DisclaimerRule; requiring: DisclaimerRule | null; choice: Choice }

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

const inRuleOrder = (one: DisclaimerRule, other: DisclaimerRule): number =>
  one.priority - other.priority || byText(one.key, other.key)

const rank = (placement: Placement): number => Placement.options.indexOf(placement)

/**
 * Resolves the disclaimers of a content for an audience. Pure, and independent of the order of the inputs, so that
 * compliance can reproduce what was shown.
 */
export function resolve(
  content: ContentTraits,
  audience: Audience,
  inForce: InForce,
  options: Options = {},
): Resolution {
  const verdicts = inForce.rules.toSorted(inRuleOrder).map((rule) => judge(rule, content, audience))
  const matching = verdicts.filter(({ matched }) => matched).map(({ rule }) => rule)
  const groups = new Map<string, Group>()
  for (const [key, rules] of Map.groupBy(matching, (rule) => rule.disclaimer))
    groups.set(
      key,
      group(rules, content.locale, audience, inForce.disclaimers, options.defaultLocale ?? null),
    )
  const ordered = [...groups.values()].sort(inReadingOrder)
  const uses = ordered.flatMap(useOf)
  return {
    uses,
    get setHash() {
      return setHash(uses)
    },
    unresolved: ordered.flatMap(({ requiring, choice }) =>
      requiring && !choice.text
        ? [
            {
              ...{ rule: requiring.key, disclaimer: requiring.disclaimer, reason: choice.reason },
              ...{ locale: content.locale, jurisdiction: audience.jurisdiction },
            },
          ]
        : [],
    ),
    get explanation() {
      return verdicts.map((verdict) => explain(verdict, groups.get(verdict.rule.disclaimer)))
    },
  }
}

const inReadingOrder = ({ placing: one }: Group, { placing: other }: Group): number =>
  rank(one.placement) - rank(other.placement) ||
  one.priority - other.priority ||
  byText(one.disclaimer, other.disclaimer)

function judge(rule: DisclaimerRule, content: ContentTraits, { jurisdiction }: Audience): Verdict {
  const { when } = rule
  const conditions = [
    condition('contentKinds', when.contentKinds, [content.contentKind]),
    condition('types', when.types, content.type ? [content.type] : []),
    condition(
      'classifications',
      when.classifications,
      content.classification ? [content.classification] : [],
    ),
    condition('topics', when.topics, content.topics),
    condition('entities', when.entities, content.entities),
    condition('instruments', when.instruments, content.instruments),
    condition('productClasses', when.productClasses, content.productClasses),
    condition('jurisdictions', when.jurisdictions, bindingJurisdictions(jurisdiction), (wanted) =>
      covers(wanted, jurisdiction),
    ),
    condition('locales', when.locales, [content.locale], (wanted) => lookup(content.locale, wanted) !== null),
  ].filter((one) => one !== null)
  return { rule, matched: conditions.every(({ holds }) => holds), conditions }
}

function condition(
  name: keyof DisclaimerRule['when'],
  wanted: readonly string[] | undefined,
  present: readonly string[],
  holdsFor = (values: readonly string[]) => values.some((value) => present.includes(value)),
): Condition | null {
  return wanted ? { name, wanted, present, holds: holdsFor(wanted) } : null
}

function reasonsOf({ conditions }: Verdict): string[] {
  if (conditions.length === 0) return ['applies to everything']
  return conditions.map(({ name, wanted, present, holds }) => {
    const verdict = holds ? 'holds' : 'does not hold'
    return `${name} ${verdict}: expects ${named(wanted)}; found ${named(present)}`
  })
}

/** Lists at most ten values; a rule may have hundreds. */
function named(values: readonly string[]): string {
  if (values.length === 0) return 'none'
  const rest = values.length > 10 ? ` and ${values.length - 10} more` : ''
  return values.slice(0, 10).join(', ') + rest
}

/** Combines the matching rules of one disclaimer, given in rule order, and chooses its text. */
function group(
  rules: DisclaimerRule[],
  locale: string,
  { jurisdiction }: Audience,
  disclaimers: readonly DisclaimerText[],
  defaultLocale: string | null,
): Group {
  const placing = rules.reduce((first, next) => (rank(next.placement) < rank(first.placement) ? next : first))
  const requiring = rules.find(({ required }) => required) ?? null
  const texts = disclaimers.filter(({ key }) => key === placing.disclaimer).sort(newestFirst)
  const locales = requiring || !defaultLocale ? [locale] : [locale, defaultLocale]
  return { placing, requiring, choice: choose(texts, locales, jurisdiction) }
}

/** A key has one text per language. Should a store ever hold two, row order must not decide between them. */
const newestFirst = (one: DisclaimerText, other: DisclaimerText): number =>
  byText(one.locale, other.locale) || other.version - one.version || byText(one.sha256, other.sha256)

function choose(
  texts: readonly DisclaimerText[],
  locales: readonly string[],
  jurisdiction: string | null,
): Choice {
  const tags = texts.map(({ locale }) => locale)
  const tag = locales.map((locale) => lookup(locale, tags)).find((found) => found !== null)
  const text = texts.find(({ locale }) => locale === tag)
  if (!text) return { text: null, reason: `no text in force for language ${locales.join(' or ')}` }
  const name = `text ${text.locale} version ${text.version}`
  if (!covers(text.jurisdictions, jurisdiction))
    return { text: null, reason: `${name} is not meant for ${jurisdiction ?? 'an unknown jurisdiction'}` }
  return { text, reason: `${name} chosen` }
}

function useOf({ placing, requiring, choice: { text } }: Group): DisclaimerUse[] {
  if (!text) return []
  const { key, version, locale, sha256, title, text: words } = text
  const required = requiring !== null
  return [{ key, version, locale, sha256, placement: placing.placement, required, title, text: words }]
}

function explain(verdict: Verdict, found: Group | undefined): DisclaimerExplanation {
  const { rule, matched } = verdict
  const { key, priority, disclaimer, placement, required } = rule
  const outcome = matched && found ? outcomeOf(found) : []
  return {
    rule: key,
    priority,
    disclaimer,
    placement,
    required,
    matched,
    reasons: [...reasonsOf(verdict), ...outcome],
  }
}

function outcomeOf({ placing, requiring, choice: { text, reason } }: Group): string[] {
  if (text) return [reason, `placed ${placing.placement} by rule ${placing.key}`]
  return [reason, requiring ? `unresolved: required by rule ${requiring.key}` : 'left out: not required']
}
