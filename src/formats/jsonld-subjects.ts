import type {
  CorporationLeaf,
  DefinedTerm,
  DefinedTermLeaf,
  FinancialProductLeaf,
  PropertyValue,
  Thing,
} from 'schema-dts'
import type { Addresses } from '../kernel/addresses.ts'
import type { Entity, Instrument } from '../references/schema.ts'
import type { Named } from './named.ts'
import { type Article, known, vocabularies } from './source.ts'

interface Subjects {
  readonly about: Thing[]
  readonly mentions: Thing[]
}

/**
 * What an article is about and what it mentions. Shares are told by the ticker of the company that issued them, as
 * schema.org has it; other instruments are things of their own.
 */
export function subjectsOf(
  article: Article,
  { entities, instruments }: Named,
  addresses: Addresses,
): Subjects {
  const subjects: Subjects = { about: article.topics.map(termOf), mentions: [] }
  const issued = Map.groupBy(article.instruments, ({ key }) => {
    const { assetClass, issuer } = instruments.get(key) ?? {}
    return assetClass === 'equity' && issuer && entities.has(issuer) ? issuer : null
  })
  const thing = (entity: NamedEntity) => thingOf(entity, addresses, issued.get(entity.key)?.flatMap(tickerOf))
  for (const { rel, ...entity } of article.entities)
    subjects[rel].push(thing({ ...entities.get(entity.key), ...entity }))
  const isNamed = new Set(article.entities.map(({ key }) => key))
  for (const issuer of issued.keys()) {
    const entity = issuer === null || isNamed.has(issuer) ? undefined : entities.get(issuer)
    if (entity) subjects.mentions.push(thing(entity))
  }
  for (const one of issued.get(null) ?? [])
    subjects.mentions.push(productOf(one, instruments.get(one.key), addresses))
  return subjects
}

type ArticleInstrument = Article['instruments'][number]

/** Market and ticker, as schema.org writes them. */
const tickerOf = ({ mic, ticker }: ArticleInstrument): string[] => (mic && ticker ? [`${mic} ${ticker}`] : [])

function termOf({ scheme, code, name }: Article['topics'][number]): DefinedTerm {
  const vocabulary = vocabularies.get(scheme)
  return known<DefinedTermLeaf>({
    '@type': 'DefinedTerm',
    '@id': vocabulary ? vocabulary + code : null,
    name,
    termCode: code,
    inDefinedTermSet: vocabulary ?? scheme,
  })
}

type NamedEntity = Pick<Entity, 'key' | 'name' | 'type'> &
  Partial<Pick<Entity, 'subtype' | 'listed' | 'identifiers'>>

const classes = {
  person: 'Person',
  place: 'Place',
  product: 'Product',
  event: 'Event',
  concept: 'Thing',
}

function thingOf(entity: NamedEntity, addresses: Addresses, tickers: readonly string[] = []): Thing {
  const { key, name, identifiers = [] } = entity
  const identifier = (wanted: string) => identifiers.find(({ scheme }) => scheme === wanted)?.value ?? null
  const item = identifier('wikidata')
  const members = known<Omit<CorporationLeaf, '@type'>>({
    '@id': addresses.of(`/v1/entities/${key}`),
    name,
    sameAs: item === null ? null : `https://www.wikidata.org/wiki/${item}`,
    tickerSymbol: tickers.length === 1 ? (tickers[0] ?? null) : tickers,
    leiCode: identifier('lei'),
    identifier: propertiesOf(identifiers.filter(({ scheme }) => scheme !== 'wikidata' && scheme !== 'lei')),
  })
  return { '@type': classOf(entity, tickers.length > 0), ...members } as Thing
}

function classOf({ type, subtype, listed }: NamedEntity, hasTicker: boolean): string {
  if (type !== 'organisation') return classes[type]
  if (hasTicker || listed) return 'Corporation'
  return subtype?.startsWith('government') ? 'GovernmentOrganization' : 'Organization'
}

const productOf = (one: ArticleInstrument, instrument: Instrument | undefined, addresses: Addresses): Thing =>
  known<FinancialProductLeaf>({
    '@type': 'FinancialProduct',
    '@id': addresses.of(`/v1/instruments/${one.key}`),
    name: one.name,
    identifier: propertiesOf([
      ...tickerOf(one).map((value) => ({ scheme: 'ticker', value })),
      ...(instrument?.identifiers ?? []),
    ]),
  })

const propertiesOf = (identifiers: readonly { scheme: string; value: string }[]): PropertyValue[] =>
  identifiers.map(({ scheme, value }) => ({ '@type': 'PropertyValue', propertyID: scheme, value }))
