import { z } from 'zod'
import { isCurrency } from '../../values/codes.ts'
import { Edtf, precisions, precisionsOf } from '../../values/edtf.ts'
import { distinctList } from '../../values/lists.ts'
import { Decimal, InnerKey, Key, line, prose, WebUrl } from '../../values/text.ts'
import { Duration } from '../../values/time.ts'

const key = InnerKey.describe('Key of the fact, unique in its list; marks in the body refer to it')
const blockKey = InnerKey.describe('`_key` of the block of the body that states it')
const sourceKey = InnerKey.nullable().default(null).describe('Key of one of the `sources` of the article')
const inferred = z
  .boolean()
  .default(false)
  .describe('True if the date was inferred, in whole or in part, rather than stated in the text')

const Period = z
  .strictObject({
    stated: line(200).describe('The period as worded in the text'),
    edtf: Edtf.nullable().default(null).describe('The period as EDTF (ISO 8601-2)'),
    duration: Duration.nullable()
      .default(null)
      .describe('Its length as an ISO 8601 duration, such as `P15M`'),
    inferred,
  })
  .meta({ id: 'Period', description: 'A period as the text states it' })

const KeyFigure = z
  .strictObject({
    key,
    label: line(200).meta({ description: 'What is counted', example: 'OpenAI projected total revenue' }),
    value: Decimal.nullable().default(null).meta({
      description:
        'The number as a decimal string, in full units; null if the text gives none: see `valueText`',
      example: '30000000000',
    }),
    valueText: line(200)
      .nullable()
      .default(null)
      .meta({ description: 'The amount in words', example: 'only a few million dollars' }),
    qualifier: line(100)
      .nullable()
      .default(null)
      .meta({ description: 'How exact the number claims to be', example: 'about' }),
    unit: line(40)
      .refine((unit) => !/^[A-Z]{3}$/.test(unit) || isCurrency(unit), {
        message: 'is not an ISO 4217 code; another unit of three capitals is written in braces, as {BTC}',
      })
      .meta({
        description:
          'ISO 4217 currency, `%`, or a UCUM unit such as `{person}`; three capitals are always a currency',
        example: 'USD',
      }),
    metric: line(120).nullable().default(null).meta({ description: 'What is measured', example: 'revenue' }),
    subject: Key.nullable().default(null).describe('Key of the entity that the figure describes'),
    comparison: line(200)
      .nullable()
      .default(null)
      .meta({ description: 'What a change is measured against', example: 'previous day' }),
    period: Period.nullable().default(null).describe('The period to which the figure applies'),
    factType: z.enum(['reported', 'projected', 'estimate', 'opinion']).meta({
      id: 'FactType',
      description:
        'Whether it is reported as fact, a projection, an estimate or an opinion (EU 2016/958 Art. 3)',
    }),
    quote: prose(2000).describe('The exact words of the block that state the figure'),
    blockKey,
    sourceKey,
    sourceNote: line(500).nullable().default(null).describe('Why no source is given, or a caveat about it'),
  })
  .superRefine(({ value, valueText }, context) => {
    if (value === null && valueText === null)
      context.addIssue({ code: 'custom', path: ['value'], message: 'is required if valueText is absent' })
  })
  .meta({ id: 'KeyFigure', description: 'A number of the article, anchored to the words that state it' })

const TimelineEvent = z
  .strictObject({
    key,
    stated: line(200).meta({ description: 'The date as worded in the text', example: 'last Friday' }),
    date: Edtf.meta({
      description:
        'The date as EDTF (ISO 8601-2, level 1, with the quarters and half-years of level 2: `2026-33`, `2026-40`)',
      example: '2026-03-13',
    }),
    precision: z.enum(precisions).meta({
      id: 'DatePrecision',
      description: 'How precisely the date is known; must agree with `date`, which may name an interval',
    }),
    inferred,
    text: prose(2000).describe('The exact words of the block that state the event'),
    blockKey,
    entities: distinctList(Key, 50, (entity) => entity)
      .default([])
      .describe('Keys of the entities involved'),
    sourceKey,
  })
  .superRefine(({ date, precision }, context) => {
    const said = precisionsOf(date)
    const message = `must be ${said.join(' or ')}, as date is written`
    if (said.length > 0 && !said.includes(precision))
      context.addIssue({ code: 'custom', path: ['precision'], message })
  })
  .meta({ id: 'TimelineEvent', description: 'A dated event of the article' })

const Source = z
  .strictObject({
    key,
    kind: z
      .enum([
        'media_report',
        'data_provider',
        'company_filing',
        'press_release',
        'interview',
        'document',
        'other',
      ])
      .meta({ id: 'SourceKind', description: 'Kind of source' }),
    name: line(200).nullable().default(null).describe('Name of the source; null if the article names none'),
    entity: Key.nullable().default(null).describe('Key of the entity that is the source'),
    anonymousPersons: z.int().min(0).max(1000).default(0).describe('Number of unnamed persons relied on'),
    stated: line(500).describe('The source as worded in the text'),
    blockKey: blockKey.nullable().default(null).describe('`_key` of the block of the body that names it'),
    url: WebUrl.nullable().default(null).describe('URL of the source'),
  })
  .meta({ id: 'Source', description: 'A source on which the article says it relies' })

const Quote = z
  .strictObject({
    key,
    text: prose(5000).describe('The exact words quoted, without quotation marks'),
    speaker: Key.nullable().default(null).describe('Key of the entity that said or wrote it'),
    speakerNote: line(300)
      .nullable()
      .default(null)
      .describe('Who said it, or where it appeared, if that is not an entity'),
    date: Edtf.nullable().default(null).describe('When it was said, EDTF (ISO 8601-2)'),
    blockKey,
  })
  .meta({ id: 'Quote', description: 'A quotation in the article' })

const byKey = (fact: { key: string }) => fact.key

/** Key facts of an article, each anchored to a block of its body; delivered as written. */
export const keyFactFields = {
  keyFigures: distinctList(KeyFigure, 200, byKey)
    .default([])
    .describe('Figures, each with the words that state it'),
  timeline: distinctList(TimelineEvent, 200, byKey).default([]).describe('Dated events'),
  sources: distinctList(Source, 200, byKey).default([]).describe('Sources that the article states'),
  quotes: distinctList(Quote, 200, byKey).default([]).describe('Quotations'),
}
