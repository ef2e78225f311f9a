import type { View } from '../../db/database.ts'
import { listOf } from '../../http/parameters/envelope.ts'
import type { PagePlan } from '../../http/parameters/page.ts'
import { invalidParameter } from '../../http/parameters/refusals.ts'
import { everything } from '../../publishing/derived/terms.ts'
import { parseQuery } from '../../search/query.ts'
import type { Instant } from '../../values/time.ts'
import { ArticleSummary } from '../schema/article.ts'
import { blockingTerms } from '../terms.ts'
import { countFacets, type FacetName, Facets } from './facets.ts'
import { findPage, findSelected, placeOf } from './find-page.ts'
import { type Filters, termGroups } from './parameters.ts'
import type { KeysetPosition, Selection } from './selection.ts'
import type { FoundRow } from './selection-queries.ts'
import type { ArticleServices } from './services.ts'
import { type Found, type PageQuery, showPage } from './show-page.ts'

export const ArticleList = listOf(ArticleSummary)
  .extend({ facets: Facets.optional() })
  .meta({ id: 'ArticleList', description: 'A page of articles' })

export interface ListQuery extends Filters, PageQuery {
  readonly facets?: readonly FacetName[] | undefined
}

export async function listPublic(services: ArticleServices, view: View, query: ListQuery, plan: PagePlan) {
  const jurisdiction = query.jurisdiction ?? services.config.defaultJurisdiction
  const selection = await selectionOf(view, query, plan.pinned, jurisdiction)
  const listed = await findListed(view, selection, plan)
  const page = { ...(await showPage(services, view, listed, query, plan)), counts: {}, beside: undefined }
  const isTotal = query.total === 'true'
  if (!isTotal && !query.facets) return page
  // A page and a count may each take 30 ms.
  const { pacer } = services
  await pacer.turn()
  const { ids, isCapped } = await findSelected(view.db, selection)
  return {
    ...page,
    counts: {
      ...(isTotal && { total: ids.length, ...(isCapped && { totalCapped: true }) }),
      ...(query.facets && isCapped && { facetsCapped: true }),
    },
    beside: query.facets && { facets: await countFacets(pacer, view.db, ids, query.facets, selection.at) },
  }
}

/** What a page of a selection is shown from. */
export async function findListed(
  { db }: View,
  selection: Selection,
  plan: PagePlan,
): Promise<Found<FoundRow>> {
  const [value, id] = plan.after ?? []
  const after = value !== undefined && id !== undefined ? { value, id } : null
  const { rows, stoppedAt } = await findPage(db, selection, after, plan.limit + 1)
  const valuesOf = ({ value, id }: KeysetPosition) => [value, id]
  return {
    rows,
    stoppedAt: stoppedAt && valuesOf(stoppedAt),
    sortValuesOf: (row) => valuesOf(placeOf(selection.sort, row)),
    search: selection.search,
  }
}

/** What a query asks for. Throws 400 for an order by relevance without words. */
export async function selectionOf(
  view: View,
  query: ListQuery,
  at: Instant,
  jurisdiction: string | null,
): Promise<Selection> {
  if (query.sort === 'relevance' && query.q === undefined)
    throw invalidParameter('sort', 'is relevance, which needs q')
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
