import { entityPut, instrumentPut, type ReferencePut, topicPut } from '../../src/references/put.ts'
import type { EntityContent, InstrumentContent, TopicContent } from '../../src/references/schema.ts'
import { companies, sectors } from './companies.ts'
import { figiOf, isinOf, leiOf } from './identifiers.ts'
import { placeKeys, type Theme } from './language.ts'
import { english } from './languages/en.ts'

/** The vocabulary of the synthetic topics. */
export const topicScheme = 'desk'
export const cryptoTopic = `${topicScheme}:crypto`

const themeNames: Record<Theme, string> = {
  results: 'company results',
  deal: 'mergers and acquisitions',
  rates: 'interest rates and bonds',
  commodities: 'commodities',
  crypto: 'crypto-assets',
  regulation: 'regulation and supervision',
}

const entity = (content: Pick<EntityContent, 'key' | 'type' | 'name'> & Partial<EntityContent>) =>
  ({
    subtype: null,
    aliases: [],
    identifiers: [],
    parent: null,
    role: null,
    maker: null,
    country: null,
    listed: null,
    retired: false,
    ...content,
  }) satisfies EntityContent

const organisations: EntityContent[] = companies.map(({ key, name, country }, place) =>
  entity({
    key,
    type: 'organisation',
    subtype: 'company',
    name,
    identifiers: [{ scheme: 'lei', value: leiOf(place) }],
    country,
    listed: true,
  }),
)

const persons: EntityContent[] = companies.map(({ key, executive }) =>
  entity({ ...executive, type: 'person', role: { title: 'Chief Executive', organisation: key } }),
)

const places: EntityContent[] = placeKeys.map((key) =>
  entity({ key, type: 'place', subtype: 'city', name: english.places[key] }),
)

const instruments: InstrumentContent[] = companies.map(({ key, name, country, market, ticker }, place) => ({
  key: `${key}-share`,
  name: `${name} ordinary shares`,
  assetClass: 'equity',
  issuer: key,
  identifiers: [
    { scheme: 'isin', value: isinOf(country, place) },
    { scheme: 'figi', value: figiOf(place) },
  ],
  listings: listingsOf(ticker, market, place),
  retired: false,
}))

/** Every tenth stock has changed its market and ticker once. */
function listingsOf(
  ticker: string,
  { mic, currency }: { mic: string; currency: string },
  place: number,
): InstrumentContent['listings'] {
  const now = { mic, ticker, currency, primary: true, validTo: null, timeZone: null }
  if (place % 10 !== 0) return [{ ...now, validFrom: null }]
  const before = { ...now, mic: 'XSTU', ticker: `${ticker}1`, currency: 'EUR' }
  return [
    { ...before, validFrom: null, validTo: '2022-07-01' },
    { ...now, validFrom: '2022-07-01' },
  ]
}

const topics: TopicContent[] = [
  ...Object.entries(themeNames).map(([code, name]) => ({ code, name })),
  ...sectors,
].map((topic) => ({ scheme: topicScheme, broader: null, retired: false, ...topic }))

export const syntheticReferences: readonly ReferencePut[] = [
  ...[...organisations, ...persons, ...places].map(entityPut),
  ...instruments.map(instrumentPut),
  ...topics.map(topicPut),
]
export const contents = { entities: [...organisations, ...persons, ...places], instruments, topics }
