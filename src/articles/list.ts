import type { Context } from '../context.ts'
import type { Queries } from '../db/database.ts'
import { resolverAt } from '../disclaimers/for-content.ts'
import type { Facts } from '../disclaimers/resolve.ts'
import type { DisclaimerReference, DisclaimerUse } from '../disclaimers/schema.ts'
import type { PagePlan } from '../publishing/page.ts'
import { everything } from '../publishing/terms.ts'
import { instrumentKeys } from '../references/names.ts'
import type { Instant } from '../values/time.ts'
import { countSelected, findPage, placeOf } from './find-page.ts'
import type { ArticleFacts } from './kind.ts'
import type { Selection, Sort } from './selection.ts'
import type { FoundRow } from './selection-queries.ts'
import { type BodyForm, shape } from './shape.ts'
import { blockingTerms, termOf } from './terms.ts'

export interface ListQuery {
  readonly entity?: readonly string[] | undefined
  readonly instrument?: readonly string[] | undefined
  readonly topic?: readonly string[] | undefined
  readonly type?: readonly string[] | undefined
  readonly storyKey?: readonly string[] | undefined
  readonly locale?: readonly string[] | undefined
  readonly urgencyMax?: number | undefined
  readonly publishedFrom?: Instant | undefined
  readonly publishedTo?: Instant | undefined
  readonly updatedFrom?: Instant | undefined
  readonly updatedTo?: Instant | undefined
  readonly sort?: Sort | undefined
  readonly total?: string | undefined
  readonly body?: BodyForm | undefined
  readonly fields?: readonly string[] | undefined
  readonly jurisdiction?: string | undefined
}

/** A page of public articles, each as JSON. */
export async function listPublic(context: Context, query: ListQuery, plan: PagePlan) {
  const { db, config } = context
  const jurisdiction = query.jurisdiction ?? config.defaultJurisdiction
  const selection = await selectionOf(db.read, query, plan.pinned, jurisdiction)
  const page = await pageOf(context, selection, query, plan)
  if (query.total !== 'true') return page
  const { count, isCapped } = await countSelected(db.read, selection)
  return { ...page, counts: { total: count, ...(isCapped ? { totalCapped: true } : {}) } }
}

/** A page of a selection. Articles whose required disclaimers cannot be resolved are left out, so it may be short. */
export async function pageOf(
  context: Context,
  selection: Selection,
  query: Pick<ListQuery, 'body' | 'fields' | 'jurisdiction'>,
  plan: PagePlan,
) {
  const [value, id] = plan.after ?? []
  const after = value !== undefined && id !== undefined ? { value, id } : null
  const withBody = query.body !== undefined && query.body !== 'none'
  const { rows, stoppedAt } = await findPage(context.db.read, selection, after, plan.limit + 1, { withBody })
  const resolver = await resolverAt(context, selection.at, query.jurisdiction ?? null)
  const shown = rows.slice(0, plan.limit).flatMap((row) => {
    const facts: Facts = JSON.parse(row.facts)
    const resolution = resolver.resolve(facts)
    const { uses, unresolved } = resolution
    if (unresolved.length === 0) return [{ row, uses, legal: resolver.idsOf(resolution) }]
    context.log.warn({ article: row.document_id, unresolved }, 'a required disclaimer is missing')
    return []
  })
  const last = rows.length > plan.limit ? rows[plan.limit - 1] : undefined
  const end = last ? placeOf(selection.sort, last) : stoppedAt
  return {
    items: shown.map(({ row, uses }) => itemOf(row, uses, query)),
    ids: [...new Set(shown.flatMap(({ row, legal }) => [row.document_id, ...legal]))],
    next: end && plan.nextAfter([end.value, end.id]),
    counts: {},
  }
}

const itemOf = (
  row: FoundRow,
  uses: readonly DisclaimerUse[],
  { body, fields }: Pick<ListQuery, 'body' | 'fields'>,
) => shape(row, uses.map(withoutText), body ?? 'none', fields ?? null)

const withoutText = ({
  key,
  version,
  locale,
  sha256,
  placement,
  required,
}: DisclaimerUse): DisclaimerReference => ({
  key,
  version,
  locale,
  sha256,
  placement,
  required,
})

async function selectionOf(
  db: Queries,
  query: ListQuery,
  at: Instant,
  jurisdiction: string | null,
): Promise<Selection> {
  const instruments = query.instrument && (await instrumentKeys(db, query.instrument, at))
  const groups = [
    query.entity?.map(termOf.entity),
    // Where none of the names is an instrument's, nothing is to be found; no term is ''.
    instruments && (instruments.length > 0 ? instruments.map(termOf.instrument) : ['']),
    query.topic?.map(termOf.topic),
    query.type?.map(termOf.type),
    query.storyKey?.map(termOf.storyKey),
    query.locale?.map(termOf.locale),
    query.urgencyMax && Array.from({ length: query.urgencyMax }, (_, index) => termOf.urgency(index + 1)),
  ].flatMap((terms) => (terms ? [[...new Set(terms)]] : []))
  return {
    at,
    sort: query.sort ?? '-publishedAt',
    groups: groups.length > 0 ? groups : [[everything]],
    excluded: blockingTerms(jurisdiction),
    published: { from: query.publishedFrom, to: query.publishedTo },
    updated: { from: query.updatedFrom, to: query.updatedTo },
  }
}

const relatedTermsMax = 50

/** Articles of the same story, about the same instruments, or about the same entities, newest first. */
export const relatedSelection = (
  { storyKey, instruments, about }: ArticleFacts,
  documentId: string,
  at: Instant,
  jurisdiction: string | null,
): Selection => ({
  at,
  sort: '-publishedAt',
  groups: [
    [termOf.storyKey(storyKey), ...instruments.map(termOf.instrument), ...about.map(termOf.entity)].slice(
      0,
      relatedTermsMax,
    ),
  ],
  excluded: blockingTerms(jurisdiction),
  without: documentId,
  published: {},
  updated: {},
})
