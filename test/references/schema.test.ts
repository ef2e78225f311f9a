import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  Entity,
  EntityContent,
  Instrument,
  InstrumentContent,
  Topic,
  TopicContent,
} from '../../src/references/schema.ts'

const pathsOf = (result: { error?: z.ZodError | undefined }) =>
  result.error?.issues.map(({ path }) => path.join('/')) ?? []

const instrument = (listings: object[]) =>
  InstrumentContent.safeParse({ key: 'pltr', name: 'Palantir', assetClass: 'equity', listings })
const listed = (mic: string, validFrom: string | null, validTo: string | null, ticker = 'PLTR') => ({
  mic,
  ticker,
  primary: true,
  validFrom,
  validTo,
})

describe('references', () => {
  test('absent fields become null or an empty list', () => {
    expect(EntityContent.parse({ key: 'openai', type: 'organisation', name: 'OpenAI' })).toEqual({
      key: 'openai',
      type: 'organisation',
      subtype: null,
      name: 'OpenAI',
      aliases: [],
      identifiers: [],
      parent: null,
      role: null,
      maker: null,
      country: null,
      listed: null,
      retired: false,
    })
    expect(InstrumentContent.parse({ key: 'btc', name: 'Bitcoin', assetClass: 'crypto' })).toEqual({
      key: 'btc',
      name: 'Bitcoin',
      assetClass: 'crypto',
      issuer: null,
      identifiers: [],
      listings: [],
      retired: false,
    })
    expect(TopicContent.parse({ scheme: 'medtop', code: '04000000', name: 'economy' }).broader).toBe(null)
  })

  test('unknown fields, unknown types and repeated identifiers are refused', () => {
    const openai = { key: 'openai', type: 'organisation', name: 'OpenAI' }
    const wikidata = { scheme: 'wikidata', value: 'Q21708200' }
    expect(EntityContent.safeParse({ ...openai, kind: 'x' }).success).toBe(false)
    expect(pathsOf(EntityContent.safeParse({ ...openai, type: 'company' }))).toEqual(['type'])
    expect(pathsOf(EntityContent.safeParse({ ...openai, country: 'USA' }))).toEqual(['country'])
    expect(pathsOf(EntityContent.safeParse({ ...openai, identifiers: [wikidata, wikidata] }))).toEqual([
      'identifiers/1',
    ])
  })

  test('two spellings of one EVM token are one identifier', () => {
    const token = (address: string) => ({ scheme: 'caip-19', value: `eip155:1/erc20:${address}` })
    const identifiers = [
      token('0x06012c8cf97BEaD5deAe237070F9587f8E7A266d'),
      token('0x06012c8cf97bead5deae237070f9587f8e7a266d'),
    ]
    const result = InstrumentContent.safeParse({ key: 'x', name: 'X', assetClass: 'crypto', identifiers })
    expect(pathsOf(result)).toEqual(['identifiers/1'])
  })

  test.each([
    ['MIC in lower case', listed('xnas', null, null), 'listings/0/mic'],
    ['ticker with two spaces', listed('XNAS', null, null, 'BRK  B'), 'listings/0/ticker'],
    ['ticker with a colon', listed('XNAS', null, null, 'A:B'), 'listings/0/ticker'],
    ['currency that is no code', { ...listed('XNAS', null, null), currency: 'ZZZ' }, 'listings/0/currency'],
    ['ticker with a comma', listed('XNAS', null, null, 'A,B'), 'listings/0/ticker'],
    ['day that does not exist', listed('XNAS', '2024-02-30', null), 'listings/0/validFrom'],
    ['end at its beginning', listed('XNAS', '2024-11-26', '2024-11-26'), 'listings/0/validTo'],
    ['currency in words', { ...listed('XNAS', null, null), currency: 'dollar' }, 'listings/0/currency'],
  ])('a listing is refused for a %s', (_, listing, path) => {
    expect(pathsOf(instrument([listing]))).toEqual([path])
  })

  test('a ticker can move to another market, or back to its own, on the day it left', () => {
    expect(instrument([listed('XNYS', null, '2024-11-26'), listed('XNAS', '2024-11-26', null)]).success).toBe(
      true,
    )
    expect(instrument([listed('XNYS', null, '2020-01-01'), listed('XNYS', '2020-01-01', null)]).success).toBe(
      true,
    )
  })

  test('several listings can be valid on one day under different markets or tickers', () => {
    const listings = [
      listed('XNAS', null, null, 'GOOG'),
      listed('XNAS', null, null, 'GOOGL'),
      listed('XETR', null, null, 'GOOG'),
    ]
    expect(instrument(listings).success).toBe(true)
  })

  test('two periods of one market and ticker are refused exactly when they share a day', () => {
    const day = (number: number | null) =>
      number === null ? null : `2024-01-${String(number).padStart(2, '0')}`
    const bound = fc.option(fc.integer({ min: 2, max: 12 }))
    const period = fc.tuple(bound, bound).filter(([from, to]) => from === null || to === null || from < to)
    const daysOf = ([from, to]: [number | null, number | null]) =>
      Array.from({ length: 13 }, (_, index) => index + 1).filter(
        (number) => number >= (from ?? 0) && number < (to ?? 99),
      )
    fc.assert(
      fc.property(period, period, (one, other) => {
        const shared = daysOf(one).some((number) => daysOf(other).includes(number))
        const listings = [one, other].map(([from, to]) => listed('XNAS', day(from), day(to)))
        expect(pathsOf(instrument(listings))).toEqual(shared ? ['listings/1'] : [])
      }),
    )
  })

  test('a broader topic is named by scheme and code', () => {
    const topic = (broader: string) =>
      TopicContent.safeParse({ scheme: 'medtop', code: '20001298', name: 'AI', broader }).success
    expect(topic('medtop:20000225')).toBe(true)
    expect(
      ['20000225', 'medtop:', 'Medtop:1', 'medtop:a  b', 'medtop:a,b', 'medtop:a:b'].filter(topic),
    ).toEqual([])
  })

  test('every field of the three kinds has a description in the OpenAPI document', () => {
    for (const kind of [Entity, Instrument, Topic]) {
      const { properties = {} } = z.toJSONSchema(kind)
      const unexplained = Object.entries(properties).filter(
        ([, property]) => typeof property === 'boolean' || !property.description,
      )
      expect(unexplained.map(([name]) => name)).toEqual([])
    }
  })
})
