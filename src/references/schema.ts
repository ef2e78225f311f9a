import { z } from 'zod'
import { Links } from '../http/parameters/envelope.ts'
import { Country } from '../values/codes.ts'
import { distinctList } from '../values/lists.ts'
import { ClassName, Key, line } from '../values/text.ts'
import { InstantText } from '../values/time.ts'
import { Identifier } from './identifiers.ts'
import { Listing, Listings } from './listing.ts'
import { TopicCode, TopicName } from './symbols.ts'

const identifiers = distinctList(Identifier, 50, ({ scheme, value }) => `${scheme} ${value}`)
  .default([])
  .describe('Identifiers in public schemes; each belongs to one reference only')

const retired = z
  .boolean()
  .default(false)
  .describe(
    'Whether nothing new may refer to it. What is public goes on naming it, and filters go on finding it',
  )

const EntityType = z
  .enum(['organisation', 'person', 'place', 'product', 'event', 'concept'])
  .meta({ id: 'EntityType', description: 'What kind of thing the entity is' })

const Role = z
  .strictObject({
    title: line(200).describe('Title of the office'),
    organisation: Key.describe('Key of the organisation'),
  })
  .meta({ id: 'Role', description: 'An office that a person holds' })

/** The part of an entity that an editor writes. */
export const EntityContent = z.strictObject({
  key: Key.meta({ description: 'Name of the entity in URLs and references', example: 'palantir' }),
  type: EntityType,
  subtype: ClassName.nullable()
    .default(null)
    .describe('Narrower class, an open list: `company`, `government_agency` …'),
  name: line(200).meta({ description: 'Name as commonly printed', example: 'Palantir' }),
  aliases: distinctList(line(200), 100, (alias) => alias)
    .default([])
    .describe('Other names of the entity'),
  identifiers,
  parent: Key.nullable().default(null).describe('Key of the entity it belongs to, such as a parent company'),
  role: Role.nullable().default(null).describe('The office for which a person is known'),
  maker: Key.nullable().default(null).describe('Key of the entity that makes a product'),
  country: Country.nullable()
    .default(null)
    .describe('Country of a place or the seat of an organisation, ISO 3166-1 alpha-2'),
  listed: z
    .boolean()
    .nullable()
    .default(null)
    .describe('Whether shares of an organisation are listed on a market; null: unknown or not applicable'),
  retired,
})

export type EntityContent = z.output<typeof EntityContent>

/** The part of an instrument that an editor writes. */
export const InstrumentContent = z.strictObject({
  key: Key.meta({ description: 'Name of the instrument in URLs and references', example: 'pltr' }),
  name: line(200).meta({
    description: 'Full name of the instrument',
    example: 'Palantir Technologies Inc. Class A common stock',
  }),
  assetClass: z
    .enum(['equity', 'etf', 'bond', 'index', 'fund', 'future', 'option', 'currency', 'crypto', 'commodity'])
    .meta({ id: 'AssetClass', description: 'Class of the instrument' }),
  issuer: Key.nullable().default(null).describe('Key of the entity that issued it'),
  identifiers,
  listings: Listings.default([]).describe(
    'Markets and tickers under which it is or was listed; periods of one market and ticker never overlap',
  ),
  retired,
})

export type InstrumentContent = z.output<typeof InstrumentContent>

/** The part of a topic that an editor writes. */
export const TopicContent = z.strictObject({
  scheme: Key.meta({
    description: 'Vocabulary: `medtop` (IPTC Media Topics) or one of your own',
    example: 'medtop',
  }),
  code: TopicCode.meta({
    description: 'Code of the term as its vocabulary prints it, without `,` and `:`',
    example: '20001298',
  }),
  name: line(200).meta({ description: 'Name of the term', example: 'artificial intelligence' }),
  broader: TopicName.nullable().default(null).describe('The next broader term as `scheme:code`'),
  retired,
})

export type TopicContent = z.output<typeof TopicContent>

const delivered = {
  availableAt: InstantText.describe('When this state of the record became visible'),
  links: Links,
}

export const Entity = z.object({ ...EntityContent.shape, ...delivered }).meta({
  id: 'Entity',
  description: 'An organisation, person, place, product, event or concept that articles are about',
})

export type Entity = z.output<typeof Entity>

export const Instrument = z
  .object({
    ...InstrumentContent.shape,
    listings: z
      .array(Listing)
      .describe('Markets and tickers under which it is or was listed, each with its `timeZone`, never null'),
    ...delivered,
  })
  .meta({
    id: 'Instrument',
    description: 'A tradable instrument with its identifiers and its listings, including past ones',
  })

export type Instrument = z.output<typeof Instrument>

export const Topic = z.object({ ...TopicContent.shape, ...delivered }).meta({
  id: 'Topic',
  description: 'A term of a controlled vocabulary',
})
export type Topic = z.output<typeof Topic>
