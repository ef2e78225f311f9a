import { z } from 'zod'
import { isCountry } from './codes.ts'

/** BCP 47 language tag (RFC 5646), compared case-insensitively. */
export const Locale = z
  .string()
  .max(35)
  // Extensions (`en-US-u-nu-latn`, as phones send it) and private use begin with a single character.
  .regex(/^[A-Za-z]{2,3}(?:-(?:[A-WY-Za-wy-z0-9]-)?[A-Za-z0-9]{2,8})*(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?$/, {
    message: 'is not a BCP 47 language tag',
  })
  .meta({ example: 'en' })

/**
 * The tag as the runtime takes it (ECMA-402), or else its language alone: some valid tags of RFC 5646 are none there, such
 * as `zh-yue`.
 */
export function runtimeLocale(tag: string): string {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? 'und'
  } catch {
    return /^[a-z]{2,3}\b/i.exec(tag)?.[0] ?? 'und'
  }
}

const notJurisdiction = {
  message: 'is not an ISO 3166-1 alpha-2 code (the United Kingdom is GB), EU or EEA',
  abort: true,
}

/** ISO 3166-1 alpha-2 country, EU or EEA. */
export const Jurisdiction = z
  .string()
  .regex(/^(?:[A-Z]{2}|EEA)$/, notJurisdiction)
  .refine((code) => code === 'EU' || code === 'EEA' || isCountry(code), notJurisdiction)
  .meta({ example: 'DE' })

const euMembers = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
)
const eeaOnly = new Set(['IS', 'LI', 'NO'])

/** Jurisdictions whose rules apply in this one: itself, and the EU and EEA if it belongs to them. */
export function bindingJurisdictions(jurisdiction: string | null): string[] {
  if (!jurisdiction) return []
  if (jurisdiction === 'EU' || euMembers.has(jurisdiction)) return [...new Set([jurisdiction, 'EU', 'EEA'])]
  if (eeaOnly.has(jurisdiction)) return [jurisdiction, 'EEA']
  return [jurisdiction]
}

/** True if a list such as `["EU", "GB"]` covers the jurisdiction; `*` covers every one, and an unknown one (null). */
export const covers = (jurisdictions: readonly string[], jurisdiction: string | null): boolean =>
  jurisdictions.includes('*') || bindingJurisdictions(jurisdiction).some((one) => jurisdictions.includes(one))

/**
 * RFC 4647 §3.4 lookup: shortens the range from the end (`de-CH-1996`, `de-CH`, `de`) until an available tag matches.
 * Null if none does; there is no default.
 * bcp-47-match has no list of the shortened ranges, which queries need.
 */
export function lookup<Tag extends string>(range: string, available: readonly Tag[]): Tag | null {
  for (const candidate of truncations(range)) {
    const match = available.find((tag) => tag.toLowerCase() === candidate)
    if (match) return match
  }
  return null
}

/** A tag as it is written, in whatever case it is given: `zh-Hant-HK` (RFC 5646 §2.1.1). */
export function writtenTag(tag: string): string {
  const subtags = tag.toLowerCase().split('-')
  const singleton = subtags.findIndex(({ length }) => length === 1)
  return subtags
    .map((subtag, at) => {
      if (at === 0 || (singleton !== -1 && at > singleton)) return subtag
      if (subtag.length === 2) return subtag.toUpperCase()
      return subtag.length === 4 ? subtag.charAt(0).toUpperCase() + subtag.slice(1) : subtag
    })
    .join('-')
}

/** The range and its shortened forms in lower case, longest first. */
export function truncations(range: string): string[] {
  const subtags = range.toLowerCase().split('-')
  const tags: string[] = []
  while (subtags.length > 0) {
    tags.push(subtags.join('-'))
    subtags.pop()
    // A single character introduces an extension and is meaningless without it.
    if (subtags.at(-1)?.length === 1) subtags.pop()
  }
  return tags
}
