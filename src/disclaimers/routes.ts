import { z } from 'zod'
import { type CachedAnswer, toBytes } from '../http/endpoints/answer.ts'
import type { Tag } from '../http/endpoints/endpoint.ts'
import type { Router } from '../http/endpoints/router.ts'
import { listOf, oneOf } from '../http/parameters/envelope.ts'
import { planPage } from '../http/parameters/page.ts'
import { asOf, jurisdiction, locale, page, versionNumber } from '../http/parameters/parameters.ts'
import { notPublic } from '../http/parameters/refusals.ts'
import type { Config } from '../kernel/config.ts'
import { lookup } from '../values/place.ts'
import { listMatching } from './list.ts'
import { Disclaimer } from './schema.ts'
import * as disclaimers from './store.ts'

const tag: Tag = {
  name: 'Disclaimers',
  description: 'Legal texts by language, jurisdiction and moment',
}

const DisclaimerList = listOf(Disclaimer)
const OneDisclaimer = oneOf(Disclaimer)

const key = z.string().describe('Key of the disclaimer')
const ofOneLanguage =
  'The language is matched by RFC 4647 lookup from `locale` (default: the configured language). There is no fallback to another language, so a legal text is never served in the wrong one.'

interface DisclaimerServices {
  readonly config: Pick<Config, 'defaultLocale'>
}

export function disclaimerRoutes(router: Router, services: DisclaimerServices): void {
  addList(router)
  addCurrent(router, services)
  addVersion(router, services)
}

function addList(router: Router): void {
  const endpoint = {
    operationId: 'listDisclaimers',
    tag,
    summary: 'List the disclaimers in force',
    description:
      'Ordered by key and language. `locale` selects the best-matching text of each key; `jurisdiction` selects the texts meant for it, for the EU or EEA that it belongs to, or for everyone.',
    path: '/v1/disclaimers',
    query: z.strictObject({
      ...page,
      locale: locale.describe('BCP 47 language tag; default: every language.'),
      jurisdiction: jurisdiction.describe(
        'ISO 3166-1 alpha-2 country, EU or EEA; default: every jurisdiction.',
      ),
      asOf,
    }),
    answer: DisclaimerList,
    access: 'public',
    cache: 'reference',
    collections: ['disclaimers'],
    madeFrom: ['disclaimers'],
    example: '/v1/disclaimers?locale=en',
  } as const
  router.read(endpoint, async (asked) => {
    const plan = planPage(asked, 2)
    const { found, next } = await listMatching(asked.db, asked.query, plan)
    return {
      bytes: toBytes(DisclaimerList, { data: found, page: { limit: plan.limit, next } }),
      ids: found.map(({ id }) => id),
      next,
    }
  })
}

function addCurrent(router: Router, services: DisclaimerServices): void {
  const endpoint = {
    operationId: 'getDisclaimer',
    tag,
    summary: 'Get the current text of a disclaimer',
    description: ofOneLanguage,
    path: '/v1/disclaimers/{key}',
    parameters: z.strictObject({ key }),
    query: z.strictObject({ locale, asOf }),
    answer: OneDisclaimer,
    problems: ['not-found'],
    access: 'public',
    cache: 'reference',
    madeFrom: ['disclaimers'],
    example: '/v1/disclaimers/risk-warning-and-disclaimer?locale=en-US',
  } as const
  router.read(endpoint, async ({ db, path, query, at }) =>
    represent(await disclaimers.listByKey(db, { key: path.key, at }), services, query),
  )
}

function addVersion(router: Router, services: DisclaimerServices): void {
  const endpoint = {
    operationId: 'getDisclaimerVersion',
    tag,
    summary: 'Get one version of a disclaimer',
    description: `Returns a version that is or was in force, as evidence of what was shown. ${ofOneLanguage}`,
    path: '/v1/disclaimers/{key}/versions/{version}',
    parameters: z.strictObject({ key, version: versionNumber }),
    query: z.strictObject({ locale }),
    answer: OneDisclaimer,
    problems: ['not-found'],
    access: 'public',
    cache: 'past',
    madeFrom: ['disclaimers'],
    example: '/v1/disclaimers/risk-warning-and-disclaimer/versions/1?locale=en',
  } as const
  router.read(endpoint, async ({ db, path, query, at }) =>
    represent(await disclaimers.listVersions(db, { ...path, at }), services, query),
  )
}

function represent(
  rows: readonly disclaimers.DisclaimerRow[],
  { config }: DisclaimerServices,
  query: { readonly locale?: string | undefined },
): CachedAnswer {
  const tag = lookup(
    query.locale ?? config.defaultLocale,
    rows.map((row) => row.locale),
  )
  const row = rows.find((one) => one.locale === tag)
  if (!row) throw notPublic('disclaimer', query)
  const data: Disclaimer = JSON.parse(row.content.toString())
  return {
    bytes: toBytes(OneDisclaimer, { data }),
    language: data.locale,
    lastModified: row.visible_from,
    ids: [row.document_id],
  }
}
