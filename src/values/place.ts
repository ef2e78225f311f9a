import { z } from 'zod'

/** BCP 47 language tag (RFC 5646), compared case-insensitively. */
export const Locale = z
  .string()
  .max(35)
  // Extensions (`en-US-u-nu-latn`, as phones send it) and private use begin with a single character.
  .regex(/^[A-Za-z]{2,3}(?:-(?:[A-WY-Za-wy-z0-9]-)?[A-Za-z0-9]{2,8})*(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?$/, {
    message: 'is not a BCP 47 language tag',
  })
  .meta({ example: 'en' })

// ISO 3166-1 alpha-2. An unlisted code, such as UK for GB, would silently never apply. i18n-iso-countries also lists
// codes that are not in the standard, such as XK.
const countries = new Set(
  [
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS',
    'BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE',
    'EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM',
    'HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC',
    'LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA',
    'NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW',
    'SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO',
    'TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW',
  ].flatMap((line) => line.split(' ')),
)

/** ISO 3166-1 alpha-2 country, EU or EEA. */
export const Jurisdiction = z
  .string()
  .regex(/^(?:[A-Z]{2}|EEA)$/, { message: 'is not an ISO 3166-1 alpha-2 code, EU or EEA', abort: true })
  .refine((code) => code === 'EU' || code === 'EEA' || countries.has(code), {
    message: 'is not an ISO 3166-1 code (the United Kingdom is GB)',
  })
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
