import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { notFound } from '../errors.ts'
import { listOf, oneOf } from '../http/envelope.ts'
import { asOf, jurisdiction, locale, page } from '../http/parameters.ts'
import { type Representation, read, toBytes } from '../http/read.ts'
import { planPage } from '../publishing/page.ts'
import { lookup } from '../values/place.ts'
import { listMatching } from './list.ts'
import { Disclaimer } from './schema.ts'
import * as disclaimers from './store.ts'

const DisclaimerList = listOf(Disclaimer)
const OneDisclaimer = oneOf(Disclaimer)

const key = z.string().describe('Key of the disclaimer')
const version = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, { message: 'must be a whole number from 1' })
  .transform(Number)
  .meta({ description: 'Number of the version', override: { type: 'integer', minimum: 1 } })

const ofOneLanguage =
  'The language is found by RFC 4647 look-up from `locale` (without it, the configured default). There is no fallback to another language: a legal text in the wrong one is not served.'

/** Disclaimers in force, and every version that ever was. */
export function disclaimerRoutes(app: FastifyInstance, context: Context): void {
  addList(app, context)
  addCurrent(app, context)
  addVersion(app, context)
}

function addList(app: FastifyInstance, context: Context): void {
  const operation = {
    operationId: 'listDisclaimers',
    tag: 'Disclaimers',
    summary: 'List the disclaimers in force',
    description:
      'In the order of key and language. With `locale`, of each key the one text that fits it; with `jurisdiction`, those meant for it, for the EU or EEA it belongs to, or for everywhere.',
    path: '/v1/disclaimers',
    query: z.strictObject({
      ...page,
      locale: locale.describe('BCP 47 language tag; without it, every language.'),
      jurisdiction: jurisdiction.describe(
        'ISO 3166-1 alpha-2 country, or EU, or EEA; without it, every one.',
      ),
      asOf,
    }),
    answer: DisclaimerList,
    cache: 'reference',
    example: '/v1/disclaimers?locale=en',
  } as const
  read(app, context, operation, async (asked) => {
    const plan = await planPage(context, asked, 2)
    const { found, next } = await listMatching(context.db.read, asked.query, plan)
    return {
      bytes: toBytes(DisclaimerList, { data: found, page: { limit: plan.limit, next } }),
      ids: found.map(({ id }) => id),
      next,
    }
  })
}

function addCurrent(app: FastifyInstance, context: Context): void {
  const operation = {
    operationId: 'getDisclaimer',
    tag: 'Disclaimers',
    summary: 'Get the text in force of a disclaimer',
    description: ofOneLanguage,
    path: '/v1/disclaimers/{key}',
    parameters: z.strictObject({ key }),
    query: z.strictObject({ locale, asOf }),
    answer: OneDisclaimer,
    problems: ['not-found'],
    cache: 'reference',
    example: '/v1/disclaimers/risk-warning-and-disclaimer?locale=en-US',
  } as const
  read(app, context, operation, async ({ path, query, at }) =>
    represent(await disclaimers.listByKey(context.db.read, { key: path.key, at }), localeOf(context, query)),
  )
}

function addVersion(app: FastifyInstance, context: Context): void {
  const operation = {
    operationId: 'getDisclaimerVersion',
    tag: 'Disclaimers',
    summary: 'Get one version of a disclaimer',
    description: `A version that is or was in force, for evidence of what was shown. ${ofOneLanguage}`,
    path: '/v1/disclaimers/{key}/versions/{version}',
    parameters: z.strictObject({ key, version }),
    query: z.strictObject({ locale }),
    answer: OneDisclaimer,
    problems: ['not-found'],
    cache: 'past',
    example: '/v1/disclaimers/risk-warning-and-disclaimer/versions/1?locale=en',
  } as const
  read(app, context, operation, async ({ path, query, at }) =>
    represent(await disclaimers.listVersions(context.db.read, { ...path, at }), localeOf(context, query)),
  )
}

const localeOf = ({ config }: Context, query: { locale?: string | undefined }): string =>
  query.locale ?? config.defaultLocale

function represent(rows: readonly disclaimers.DisclaimerRow[], range: string): Representation {
  const tag = lookup(
    range,
    rows.map((row) => row.locale),
  )
  const row = rows.find((one) => one.locale === tag)
  if (!row) throw notFound()
  const data: Disclaimer = JSON.parse(row.content.toString())
  return {
    bytes: toBytes(OneDisclaimer, { data }),
    language: data.locale,
    lastModified: row.visible_from,
    ids: [row.document_id],
  }
}
