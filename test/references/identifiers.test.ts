import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Identifier, isFigi, isIsin, isLei } from '../../src/references/identifiers.ts'

const digits = [...'0123456789']
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const consonants = letters.filter((letter) => !'AEIOU'.includes(letter))
const charactersOf = (characters: string[], count: number) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength: count, maxLength: count })

const lei = charactersOf([...digits, ...letters], 18).map((body) => {
  const number = [...`${body}00`].map((character) => Number.parseInt(character, 36)).join('')
  return body + String(98n - (BigInt(number) % 97n)).padStart(2, '0')
})
const isinBody = fc
  .tuple(charactersOf(letters, 2), charactersOf([...digits, ...letters], 9))
  .map(([country, number]) => country + number)
const figiBody = fc
  .tuple(
    charactersOf(consonants, 2).filter(
      (prefix) => !['BS', 'BM', 'GG', 'GB', 'GH', 'KY', 'VG'].includes(prefix),
    ),
    charactersOf([...digits, ...consonants], 8),
  )
  .map(([prefix, number]) => `${prefix}G${number}`)

/** Every string that differs from the given one in a single digit. */
const withOneWrongDigit = (value: string): string[] =>
  [...value].flatMap((character, place) =>
    digits.includes(character)
      ? digits
          .filter((digit) => digit !== character)
          .map((digit) => value.slice(0, place) + digit + value.slice(place + 1))
      : [],
  )

describe('check digits', () => {
  test.each(['US0231351067', 'US5949181045', 'US69608A1088', 'US0378331005', 'DE0007164600'])(
    'the ISIN %s passes, and with any one wrong digit does not',
    (value) => {
      expect(isIsin(value)).toBe(true)
      expect(withOneWrongDigit(value).filter(isIsin)).toEqual([])
    },
  )

  test.each(['ZXTILKJKG63JELOEG630', 'INR2EJN1ERAN0W5ZP974', 'HWUPKR0MPOU8FGXBT394'])(
    'the LEI %s passes, and with any one wrong digit does not',
    (value) => {
      expect(isLei(value)).toBe(true)
      expect(withOneWrongDigit(value).filter(isLei)).toEqual([])
    },
  )

  test.each(['BBG000BVPV84', 'BBG000BPH459', 'BBG000N7QR55', 'BBG000B9XRY4'])(
    'the FIGI %s passes, and with any one wrong digit does not',
    (value) => {
      expect(isFigi(value)).toBe(true)
      expect(withOneWrongDigit(value).filter(isFigi)).toEqual([])
    },
  )

  test('exactly one last digit completes any ISIN or FIGI, and no single wrong digit passes', () => {
    fc.assert(
      fc.property(isinBody, figiBody, (isin, figi) => {
        const isins = digits.map((digit) => isin + digit).filter(isIsin)
        const figis = digits.map((digit) => figi + digit).filter(isFigi)
        expect([isins.length, figis.length]).toEqual([1, 1])
        expect(isins.flatMap(withOneWrongDigit).filter(isIsin)).toEqual([])
        expect(figis.flatMap(withOneWrongDigit).filter(isFigi)).toEqual([])
      }),
    )
  })

  test('any LEI with ISO 7064 check digits passes, and no single wrong digit does', () => {
    fc.assert(
      fc.property(lei, (value) => {
        expect(isLei(value)).toBe(true)
        expect(withOneWrongDigit(value).filter(isLei)).toEqual([])
      }),
    )
  })

  test.each(['US69608A108', 'us69608a1088', 'US69608A1088 ', '0369608A1088', 'US69608A108A', ''])(
    'the text %j is no ISIN',
    (value) => expect(isIsin(value)).toBe(false),
  )

  test('a FIGI has no vowel, a G in third place and no prefix that an ISIN could have', () => {
    const completed = (body: string) => digits.map((digit) => body + digit).filter(isFigi)
    expect(completed('BBG000N7QR5')).toEqual(['BBG000N7QR55'])
    for (const body of ['BBG000N7QA5', 'BBH000N7QR5', 'GBG000N7QR5', 'KYG000N7QR5', 'B1G000N7QR5'])
      expect(completed(body)).toEqual([])
  })
})

const accepted: [string, string][] = [
  ['wikidata', 'Q2047336'],
  ['lei', 'INR2EJN1ERAN0W5ZP974'],
  ['isin', 'US69608A1088'],
  ['figi', 'BBG000N7QR55'],
  ['figi-composite', 'BBG000N7QR55'],
  ['figi-shareclass', 'BBG000N7QR55'],
  ['mic', 'XNAS'],
  ['cik', '1321655'],
  ['iso3166-1', 'US'],
  ['iso3166-2', 'US-CA'],
  ['iso3166-2', 'FR-75C'],
  ['caip-2', 'eip155:1'],
  ['caip-2', 'bip122:000000000019d6689c085ae165831e93'],
  ['caip-19', 'eip155:1/slip44:60'],
  ['caip-19', 'eip155:1/erc721:0x06012c8cf97bead5deae237070f9587f8e7a266d/771769'],
  ['caip-19', 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp/token:EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v'],
  ['ric', 'PLTR.O'],
  ['bbgid', 'PLTR US Equity'],
]

const refused: [string, string][] = [
  ['wikidata', 'Q0123'],
  ['wikidata', '2047336'],
  ['wikidata', 'Q2047336 '],
  ['lei', 'INR2EJN1ERAN0W5ZP975'],
  ['lei', '549300TESTLEI0008600'],
  ['lei', '549300TESTLEI0002101'],
  ['lei', '549300TESTLEI0005399'],
  ['isin', 'US69608A1089'],
  ['figi', 'BBG000N7QR54'],
  ['figi-composite', 'BBG000N7QR54'],
  ['figi-shareclass', 'BBG000N7QR54'],
  ['mic', 'XNASD'],
  ['mic', 'xnas'],
  ['cik', '0001321655'],
  ['iso3166-1', 'USA'],
  ['iso3166-1', 'UK'],
  ['iso3166-2', 'CA'],
  ['iso3166-2', 'US-XX'],
  ['iso3166-2', 'UK-ENG'],
  ['caip-2', 'eip155'],
  ['caip-19', 'eip155:1'],
  ['caip-19', 'EIP155:1/slip44:60'],
  ['ric', ' '],
  ['bbgid', ''],
  ['ticker', 'PLTR'],
]

describe('identifiers', () => {
  test.each(accepted)('%s accepts %s unchanged', (scheme, value) => {
    expect(Identifier.parse({ scheme, value })).toEqual({ scheme, value })
  })

  test.each(refused)('%s refuses %j', (scheme, value) => {
    expect(Identifier.safeParse({ scheme, value }).success).toBe(false)
  })

  test('a fault points to the value', () => {
    const result = Identifier.safeParse({ scheme: 'isin', value: 'US69608A1089' })
    expect(result.error?.issues.map(({ path }) => path)).toEqual([['value']])
  })

  test('an EVM address becomes lower case, and what follows it stays', () => {
    const written = 'eip155:1/erc721:0x06012c8cf97BEaD5deAe237070F9587f8E7A266d/TokenA'
    expect(Identifier.parse({ scheme: 'caip-19', value: written }).value).toBe(
      'eip155:1/erc721:0x06012c8cf97bead5deae237070f9587f8e7a266d/TokenA',
    )
  })
})
