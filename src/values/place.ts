import { z } from 'zod'

/** BCP 47 language tag (RFC 5646), compared without regard to case. */
export const Locale = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, { message: 'is not a BCP 47 language tag' })
  .meta({ example: 'en' })

/** ISO 3166-1 alpha-2 country, or EU, or EEA. */
export const Jurisdiction = z
  .string()
  .regex(/^(?:[A-Z]{2}|EEA)$/, { message: 'is not an ISO 3166-1 alpha-2 code, EU or EEA' })
  .meta({ example: 'DE' })

const euMembers = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '),
)
const eeaOnly = new Set(['IS', 'LI', 'NO'])

/** The jurisdictions whose rules bind someone in this one: itself, and the EU and the EEA where it belongs to them. */
export function bindingJurisdictions(jurisdiction: string | null): string[] {
  if (!jurisdiction) return []
  if (jurisdiction === 'EU' || euMembers.has(jurisdiction)) return [...new Set([jurisdiction, 'EU', 'EEA'])]
  if (eeaOnly.has(jurisdiction)) return [jurisdiction, 'EEA']
  return [jurisdiction]
}

/** True if a list such as `["EU", "GB"]` covers the jurisdiction; `*` covers every one, and none being known. */
export const covers = (jurisdictions: readonly string[], jurisdiction: string | null): boolean =>
  jurisdictions.includes('*') || bindingJurisdictions(jurisdiction).some((one) => jurisdictions.includes(one))

/**
 * RFC 4647 §3.4 look-up: the available tag for the range, which is shortened from the end until one matches
 * (`de-CH-1996`, `de-CH`, `de`). Null where none does: there is no default here.
 */
export function lookup<Tag extends string>(range: string, available: readonly Tag[]): Tag | null {
  for (const candidate of truncations(range)) {
    const match = available.find((tag) => tag.toLowerCase() === candidate)
    if (match) return match
  }
  return null
}

/** The range and what it is shortened to, in lower case, the longest first. */
export function truncations(range: string): string[] {
  const subtags = range.toLowerCase().split('-')
  const tags: string[] = []
  while (subtags.length > 0) {
    tags.push(subtags.join('-'))
    subtags.pop()
    // A lone letter or digit opens an extension and means nothing without it.
    if (subtags.at(-1)?.length === 1) subtags.pop()
  }
  return tags
}
