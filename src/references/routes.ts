import { z } from 'zod'
import type { Queries } from '../db/database.ts'
import type { ReferenceKind } from '../db/tables.ts'
import { toBytes } from '../http/endpoints/answer.ts'
import type { Tag } from '../http/endpoints/endpoint.ts'
import type { Router } from '../http/endpoints/router.ts'
import { listOf, oneOf } from '../http/parameters/envelope.ts'
import { cutPage, planPage } from '../http/parameters/page.ts'
import { asOf, page } from '../http/parameters/parameters.ts'
import { notPublic } from '../http/parameters/refusals.ts'
import type { Instant } from '../values/time.ts'
import { type Listing, zoneOf } from './listing.ts'
import { referencePath } from './names.ts'
import { Entity, Instrument, type InstrumentContent, Topic } from './schema.ts'
import * as references from './store.ts'

const tag: Tag = {
  name: 'References',
  description: 'Entities, instruments and topics',
}

interface Served {
  readonly kind: ReferenceKind
  readonly plural: 'entities' | 'instruments' | 'topics'
  readonly shape: typeof Entity | typeof Instrument | typeof Topic
  readonly operations: { readonly list: string; readonly one: string }
  /** Name of the path parameter. */
  readonly parameter: string
  readonly parameterHelp: string
  readonly example: string
}

const served: readonly Served[] = [
  {
    kind: 'entity',
    plural: 'entities',
    shape: Entity,
    operations: { list: 'listEntities', one: 'getEntity' },
    parameter: 'key',
    parameterHelp: 'Key of the entity',
    example: 'palantir',
  },
  {
    kind: 'instrument',
    plural: 'instruments',
    shape: Instrument,
    operations: { list: 'listInstruments', one: 'getInstrument' },
    parameter: 'key',
    parameterHelp: 'Key of the instrument, or `MIC:TICKER` as listed at the requested moment',
    example: 'XNAS:PLTR',
  },
  {
    kind: 'topic',
    plural: 'topics',
    shape: Topic,
    operations: { list: 'listTopics', one: 'getTopic' },
    parameter: 'topic',
    parameterHelp: 'Vocabulary and code, separated by a colon',
    example: 'medtop:20001298',
  },
]

export function referenceRoutes(router: Router): void {
  for (const one of served) {
    addList(router, one)
    addOne(router, one)
  }
}

function addList(router: Router, { kind, plural, shape, operations }: Served) {
  const answer = listOf<z.ZodType>(shape)
  const endpoint = {
    operationId: operations.list,
    tag,
    summary: `List ${plural}`,
    description: `All ${plural}, ordered by key, as of the requested moment.`,
    path: `/v1/${plural}`,
    query: z.strictObject({ ...page, asOf }),
    answer,
    access: 'public',
    cache: 'reference',
    collections: ['references'],
    madeFrom: ['references'],
    example: `/v1/${plural}?limit=2`,
  } as const
  router.read(endpoint, async (asked) => {
    const plan = planPage(asked, 1)
    const found = await references.list(asked.db, {
      kind,
      after: plan.after?.[0] ?? '',
      at: plan.pinned,
      limit: plan.limit + 1,
    })
    const { rows, page } = cutPage(found, plan, (row) => [row.key], references.bytesOf)
    const data = rows.map((row) => toDelivered(plural, row))
    return {
      bytes: toBytes(answer, { data, page }),
      ids: rows.map((row) => `${kind}/${row.key}`),
      next: page.next,
    }
  })
}

function addOne(router: Router, one: Served) {
  const { kind, plural, shape, operations, parameter } = one
  const answer = oneOf<z.ZodType>(shape)
  const endpoint = {
    operationId: operations.one,
    tag,
    summary: `Get one of the ${plural}`,
    description: `One of the ${plural}, as of the requested moment.`,
    path: `/v1/${plural}/{${parameter}}`,
    parameters: z.strictObject({ [parameter]: z.string().describe(one.parameterHelp) }),
    query: z.strictObject({ asOf }),
    answer,
    problems: ['not-found'],
    access: 'public',
    cache: 'reference',
    madeFrom: ['references'],
    example: `/v1/${plural}/${one.example}`,
  } as const
  router.read(endpoint, async ({ db, path, query, at }) => {
    const row = await findOne(db, kind, path[parameter] ?? '', at)
    if (!row) throw notPublic(kind, query)
    const data = toDelivered(plural, row)
    return { bytes: toBytes(answer, { data }), lastModified: row.visible_from, ids: [`${kind}/${row.key}`] }
  })
}

const findOne = (db: Queries, kind: ReferenceKind, name: string, at: Instant) =>
  kind === 'instrument' ? references.findInstrument(db, name, at) : references.find(db, kind, name, at)

function toDelivered(plural: Served['plural'], { key, content, visible_from }: references.ReferenceRow) {
  const fields = JSON.parse(content)
  return {
    ...fields,
    ...(plural === 'instruments' && { listings: (fields as InstrumentContent).listings.map(withZone) }),
    availableAt: visible_from,
    links: { self: referencePath(plural, key) },
  }
}

const withZone = (listing: Listing) => ({ ...listing, timeZone: zoneOf(listing) })
