import { z } from 'zod'
import { EntityRel } from '../../body/mark-defs.ts'
import { Listing } from '../../references/listing.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../references/schema.ts'
import { Key } from '../../values/text.ts'

const relevance = z
  .int()
  .min(0)
  .max(100)
  .nullable()
  .default(null)
  .describe('Relevance to the article, 0 to 100')
const entityReference = {
  key: EntityContent.shape.key,
  rel: EntityRel,
  relevance,
}
const instrumentReference = {
  key: InstrumentContent.shape.key,
  via: Key.nullable().default(null).describe('Key of the entity that relates the article to it'),
  relevance,
}
const topicReference = { scheme: TopicContent.shape.scheme, code: TopicContent.shape.code }

export const EntityReference = z
  .strictObject(entityReference)
  .meta({ id: 'EntityReference', description: 'An entity that the article concerns' })
export const InstrumentReference = z
  .strictObject(instrumentReference)
  .meta({ id: 'InstrumentReference', description: 'An instrument that the article concerns' })
export const TopicReference = z
  .strictObject(topicReference)
  .meta({ id: 'TopicReference', description: 'A controlled term' })

export const ArticleEntity = z
  .object({ ...entityReference, name: EntityContent.shape.name, type: EntityContent.shape.type })
  .meta({ id: 'ArticleEntity', description: 'An entity that the article concerns' })

export const ArticleInstrument = z
  .object({
    ...instrumentReference,
    name: InstrumentContent.shape.name,
    ticker: Listing.shape.ticker.nullable().describe('Ticker of its primary listing'),
    mic: Listing.shape.mic.nullable().describe('Market of its primary listing, ISO 10383'),
    isin: z.string().nullable().describe('ISIN (ISO 6166)'),
    figi: z.string().nullable().describe('FIGI (OpenFIGI)'),
  })
  .meta({
    id: 'ArticleInstrument',
    description: 'An instrument that the article concerns, as listed when this version became visible',
  })

export const ArticleTopic = z
  .object({ ...topicReference, name: TopicContent.shape.name })
  .meta({ id: 'ArticleTopic', description: 'A controlled term of the article' })
