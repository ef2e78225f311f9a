import { z } from 'zod'

/** BCP 47 language tag (RFC 5646), compared without regard to case. */
export const Locale = z
  .string()
  .max(35)
  // Extensions (`en-US-u-nu-latn`, as phones name their language) and private use begin with a single character.
  .regex(/^[A-Za-z]{2,3}(?:-(?:[A-WY-Za-wy-z0-9]-)?[A-Za-z0-9]{2,8})*(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?$/, {
    message: 'is not a BCP 47 language tag',
  })
  .meta({ example: 'en' })

// ISO 3166-1 alpha-2. A code that is not in it, such as UK for GB, would silently never apply.
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

/** ISO 3166-1 alpha-2 country, or EU, or EEA. */
export const Jurisdiction = z
  .string()
  .regex(/^(?:[A-Z]{2}|EEA)$/, { message: 'is not an ISO 3166-1 alpha-2 code, EU or EEA', abort: true })
  .refine((code) => code === 'EU' || code === 'EEA' || countries.has(code), {
    message: 'is not a code of ISO 3166-1 (the United Kingdom is GB)',
  })
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
