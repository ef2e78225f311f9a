import type { View } from '../../db/database.ts'
import type { PagePlan } from '../../http/parameters/page.ts'
import { invalidParameter } from '../../http/parameters/refusals.ts'
import { everything } from '../../publishing/derived/terms.ts'
import { parseQuery } from '../../search/query.ts'
import type { Instant } from '../../values/time.ts'
import { type BodyForm, shapeOf } from '../article-json.ts'
import type { ArticleTraits } from '../kind.ts'
import { blockingTerms, termOf } from '../terms.ts'
import { readBodies } from './card-store.ts'
import { countSelected, findPage, placeOf } from './find-page.ts'
import { toItems, withinBytes } from './items.ts'
import { type Filters, termGroups } from './parameters.ts'
import type { Selection } from './selection.ts'
import type { ArticleServices } from './services.ts'

export interface ListQuery extends Filters {
  readonly body?: BodyForm | undefined
  readonly fields?: readonly string[] | undefined
  readonly jurisdiction?: string | undefined
}

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

/**
 * A page of a selection. Short if articles are left out because a required disclaimer has no text, or if the page has
 * enough bytes. `render` makes their JSON; it queries nothing.
 */
export async function pageOf(
  services: ArticleServices,
  view: View,
  selection: Selection,
  query: Pick<ListQuery, 'body' | 'fields' | 'jurisdiction'>,
  plan: PagePlan,
) {
  const { cards, bodies, disclaimers, log } = services
  const [value, id] = plan.after ?? []
  const shape = shapeOf(query.body ?? 'none', query.fields)
  const { form } = shape
  const after = value !== undefined && id !== undefined ? { value, id } : null
  const { rows, stoppedAt } = await findPage(view.db, selection, after, plan.limit + 1)
  const listed = await withinBytes(
    cards,
    view,
    rows.slice(0, plan.limit).map(({ id }) => id),
    // Highlights are made from the bodies.
    selection.search ? 'blocks' : form,
    selection.at,
  )
  const shownRows = rows.slice(0, listed.length)
  const found = await cards.read(view, listed, selection.at)
  const withBody = form === 'none' ? [] : listed
  const rendered = new Map(withBody.map((id) => [id, bodies.get(id, form)]))
  const unrendered = withBody.filter((id) => !rendered.get(id))
  const blocks = await readBodies(view.db, selection.search ? listed : unrendered, selection.at)
  const bodyOf = (id: string) => (form === 'none' ? null : (blocks.get(id) ?? null))
  const resolver = await disclaimers.at(view, selection.at, query.jurisdiction ?? null)
  const missing: string[] = []
  const shown = shownRows.flatMap((row) => {
    const { id, document_id } = row
    const card = found.get(id)
    if (!card) return []
    const legal = resolver.shown(card.traits)
    if (legal.unresolved.length === 0)
      return [
        {
          id,
          card,
          body: bodyOf(id),
          rendered: rendered.get(id),
          searched: blocks.get(id) ?? null,
          row,
          legal,
        },
      ]
    missing.push(document_id)
    return []
  })
  if (missing.length > 0) log.warn({ articles: missing }, 'a required disclaimer is missing')
  const last = rows.length > listed.length ? shownRows.at(-1) : undefined
  return {
    async render() {
      const items = await toItems(services, shown, shape, view.epoch, selection.search)
      const held = shown.slice(0, items.length)
      const row = held.length < shown.length ? held.at(-1)?.row : last
      const end = row ? placeOf(selection.sort, row) : stoppedAt
      return {
        items,
        ids: [...new Set(held.flatMap(({ row, legal }) => [row.document_id, ...legal.ids]))],
        next: end && plan.nextAfter([end.value, end.id]),
      }
    },
    counts: {},
  }
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

const relatedTermsMax = 50

/** Articles of the same story, about the same instruments, or about the same entities, newest first. */
export const relatedSelection = (
  { storyKey, instruments, about }: ArticleTraits,
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
