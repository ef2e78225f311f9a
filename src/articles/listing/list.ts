import type { View } from '../../db/database.ts'
import type { PagePlan } from '../../http/parameters/page.ts'
import { invalidParameter } from '../../http/parameters/refusals.ts'
import { everything } from '../../publishing/derived/terms.ts'
import { parseQuery } from '../../search/query.ts'
import type { Instant } from '../../values/time.ts'
import { blockingTerms } from '../terms.ts'
import { countSelected, findPage, placeOf } from './find-page.ts'
import { type Filters, termGroups } from './parameters.ts'
import type { KeysetPosition, Selection } from './selection.ts'
import type { FoundRow } from './selection-queries.ts'
import type { ArticleServices } from './services.ts'
import { type PageQuery, showPage } from './show-page.ts'

export interface ListQuery extends Filters, PageQuery {}

export async function listPublic(services: ArticleServices, view: View, query: ListQuery, plan: PagePlan) {
  if (query.sort === 'relevance' && query.q === undefined)
    throw invalidParameter('sort', 'is relevance, which needs q')
  const jurisdiction = query.jurisdiction ?? services.config.defaultJurisdiction
  const selection = await selectionOf(view, query, plan.pinned, jurisdiction)
  const page = await pageOf(services, view, selection, query, plan)
  if (query.total !== 'true') return page
  const { count, isCapped } = await countSelected(view.db, selection)
  return { ...page, counts: { total: count, ...(isCapped ? { totalCapped: true } : {}) } }
}

/** A page of a selection. */
async function pageOf(
  services: ArticleServices,
  view: View,
  selection: Selection,
  query: PageQuery,
  plan: PagePlan,
) {
  const [value, id] = plan.after ?? []
  const after = value !== undefined && id !== undefined ? { value, id } : null
  const { rows, stoppedAt } = await findPage(view.db, selection, after, plan.limit + 1)
  const valuesOf = ({ value, id }: KeysetPosition) => [value, id]
  const found = {
    rows,
    stoppedAt: stoppedAt && valuesOf(stoppedAt),
    sortValuesOf: (row: FoundRow) => valuesOf(placeOf(selection.sort, row)),
    search: selection.search,
  }
  return { ...(await showPage(services, view, found, query, plan)), counts: {} }
}

async function selectionOf(
  view: View,
  query: ListQuery,
  at: Instant,
  jurisdiction: string | null,
): Promise<Selection> {
  const groups = await termGroups(query, { ...view, at })
  return {
    at,
    sort: query.sort === undefined || query.sort === 'relevance' ? '-publishedAt' : query.sort,
    isByRelevance: query.sort === 'relevance',
    groups: groups.length > 0 ? groups : [[everything]],
    excluded: blockingTerms(jurisdiction),
    published: { from: query.publishedFrom, to: query.publishedTo },
    updated: { from: query.updatedFrom, to: query.updatedTo },
    ...(query.q === undefined ? {} : { search: parseQuery(query.q) }),
  }
}
