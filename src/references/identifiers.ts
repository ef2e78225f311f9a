import { z } from 'zod'
import { isCountry, isSubdivision } from '../values/codes.ts'
import { line } from '../values/text.ts'

/** 0 to 9 for digits, 10 (A) to 35 (Z) for letters, as in ISO 6166, ISO 7064 and OpenFIGI. */
const characterValue = (character: string): number => Number.parseInt(character, 36)

/** Sum of the decimal digits of a number below 100. */
const digitSum = (number: number): number => Math.trunc(number / 10) + (number % 10)

/** International Securities Identification Number (ISO 6166): letters become numbers, then Luhn over all digits. */
export function isIsin(value: string): boolean {
  if (!/^[A-Z]{2}[A-Z0-9]{9}\d$/.test(value)) return false
  const digits = Array.from(value, characterValue).join('')
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, place) => total + digitSum(Number(digit) * (place % 2 === 1 ? 2 : 1)), 0)
  return sum % 10 === 0
}

/**
 * Legal Entity Identifier (ISO 17442): 20 characters whose number modulo 97 is 1 (ISO 7064 MOD 97-10). Its check digits
 * are 02 to 98: 00, 01 and 99 would also give that remainder.
 */
export function isLei(value: string): boolean {
  if (!/^[A-Z0-9]{18}(?!00|01|99)\d{2}$/.test(value)) return false
  // Digit by digit, because the whole number does not fit a double.
  const remainder = Array.from(value, characterValue).reduce(
    (rest, number) => (rest * (number > 9 ? 100 : 10) + number) % 97,
    0,
  )
  return remainder === 1
}

/** Prefixes forbidden because a FIGI would look like the ISIN of a country. */
const figiPrefixesRefused = new Set(['BS', 'BM', 'GG', 'GB', 'GH', 'KY', 'VG'])

/** Financial Instrument Global Identifier (OMG, OpenFIGI): no vowels, `G` in third place, a final check digit. */
export function isFigi(value: string): boolean {
  if (!/^[B-DF-HJ-NP-TV-Z]{2}G[B-DF-HJ-NP-TV-Z0-9]{8}\d$/.test(value)) return false
  if (figiPrefixesRefused.has(value.slice(0, 2))) return false
  const sum = Array.from(value.slice(0, 11), characterValue).reduce(
    (total, number, place) => total + digitSum(number * (place % 2 === 1 ? 2 : 1)),
    0,
  )
  return (sum + Number(value.slice(11))) % 10 === 0
}

const matches =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value)

const schemes = [
  'wikidata',
  'lei',
  'isin',
  'figi',
  'figi-composite',
  'figi-shareclass',
  'mic',
  'cik',
  'iso3166-1',
  'iso3166-2',
  'caip-2',
  'caip-19',
  'ric',
  'bbgid',
] as const

const isWritten: Record<(typeof schemes)[number], (value: string) => boolean> = {
  wikidata: matches(/^Q[1-9]\d*$/),
  lei: isLei,
  isin: isIsin,
  figi: isFigi,
  'figi-composite': isFigi,
  'figi-shareclass': isFigi,
  mic: matches(/^[A-Z0-9]{4}$/),
  // No leading zeros, or the same company could be entered twice.
  cik: matches(/^[1-9]\d{0,9}$/),
  'iso3166-1': isCountry,
  'iso3166-2': isSubdivision,
  'caip-2': matches(/^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/),
  'caip-19': matches(
    /^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}\/[-a-z0-9]{3,8}:[-.%a-zA-Z0-9]{1,128}(?:\/[-.%a-zA-Z0-9]{1,78})?$/,
  ),
  ric: () => true,
  bbgid: () => true,
}

const evmAsset = /^eip155:\d+\/[-a-z0-9]+:0x[0-9a-fA-F]{40}(?=\/|$)/

/** CAIP-19 allows any case in an EVM address; storing lower case gives each token one identifier. */
const canonical = (value: string): string => value.replace(evmAsset, (asset) => asset.toLowerCase())

export const Identifier = z
  .strictObject({
    scheme: z.enum(schemes).meta({
      id: 'IdentifierScheme',
      description:
        'Scheme of the identifier: `wikidata`, `lei` (ISO 17442), `isin` (ISO 6166), `figi`, `figi-composite`, ' +
        '`figi-shareclass` (OpenFIGI), `mic` (ISO 10383), `cik` (SEC, without leading zeros), `iso3166-1` (alpha-2), ' +
        '`iso3166-2`, `caip-2` (chain), `caip-19` (on-chain asset), `ric`, `bbgid`',
      example: 'isin',
    }),
    value: line(240).meta({
      description:
        'The identifier; check digits (LEI, ISIN, FIGI) must be correct, and an EVM address in CAIP-19 is stored in lower case',
      example: 'US69608A1088',
    }),
  })
  .overwrite(({ scheme, value }) => ({ scheme, value: scheme === 'caip-19' ? canonical(value) : value }))
  .superRefine(({ scheme, value }, context) => {
    if (isWritten[scheme](value)) return
    context.addIssue({ code: 'custom', path: ['value'], message: `is not a valid identifier of ${scheme}` })
  })
  .meta({ id: 'Identifier', description: 'An identifier in a public scheme; unique per scheme and value' })
