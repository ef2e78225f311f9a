import { expect, test } from 'vitest'
import { Country, Currency } from '../../src/values/codes.ts'
import { Jurisdiction } from '../../src/values/place.ts'

const taken = (schema: typeof Country, codes: string) =>
  codes.split(' ').filter((code) => schema.safeParse(code).success)

test('a country is an assigned ISO 3166-1 code; EU and EEA are jurisdictions', () => {
  expect(taken(Country, 'GB GR SS AX UK EL XK AN ZZ EU SU AA XX gb GBR toString')).toEqual(
    'GB GR SS AX'.split(' '),
  )
  expect(taken(Jurisdiction, 'GB EU EEA UK EL XK ZZ EEZ')).toEqual(['GB', 'EU', 'EEA'])
})

test('there are 249 countries', () => {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCodePoint(65 + index))
  const all = letters.flatMap((one) => letters.map((other) => one + other))
  expect(all.filter((code) => Country.safeParse(code).success)).toHaveLength(249)
})

test('a currency is an ISO 4217 code, current or withdrawn', () => {
  const codes = 'USD EUR JPY XAU XDR XCG VED DEM FRF ZZZ CNH GBX XBT BTC UKP usd US USDT'
  expect(taken(Currency, codes)).toEqual('USD EUR JPY XAU XDR XCG VED DEM FRF'.split(' '))
})
