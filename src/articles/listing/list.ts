import type { View } from '../../db/database.ts'
import type { PagePlan } from '../../http/parameters/page.ts'
import { everything } from '../../publishing/derived/terms.ts'
import type { Instant } from '../../values/time.ts'
import { articleJson, type BodyForm } from '../article-json.ts'
import type { ArticleTraits } from '../kind.ts'
import { blockingTerms, termOf } from '../terms.ts'
import { readBodies } from './card-store.ts'
import { countSelected, findPage, placeOf } from './find-page.ts'
import { type Filters, termGroups } from './parameters.ts'
import type { Selection } from './selection.ts'
import type { ArticleServices } from './services.ts'

export interface ListQuery extends Filters {
  readonly body?: BodyForm | undefined
  readonly fields?: readonly string[] | undefined
  readonly jurisdiction?: string | undefined
}

export async function listPublic(services: ArticleServices, view: View, query: ListQuery, plan: PagePlan) {
  const jurisdiction = query.jurisdiction ?? services.config.defaultJurisdiction
  const selection = await selectionOf(view, query, plan.pinned, jurisdiction)
  const page = await pageOf(services, view, selection, query, plan)
  if (query.total !== 'true') return page
  const { count, isCapped } = await countSelected(view.db, selection)
  return { ...page, counts: { total: count, ...(isCapped ? { totalCapped: true } : {}) } }
}

/** A page of a selection, as JSON. Short if articles are left out because a required disclaimer has no text. */
export async function pageOf(
  { cards, disclaimers, log }: ArticleServices,
  view: View,
  selection: Selection,
  query: Pick<ListQuery, 'body' | 'fields' | 'jurisdiction'>,
  plan: PagePlan,
) {
  const [value, id] = plan.after ?? []
  const after = value !== undefined && id !== undefined ? { value, id } : null
  const { rows, stoppedAt } = await findPage(view.db, selection, after, plan.limit + 1)
  const shownRows = rows.slice(0, plan.limit)
  const listed = shownRows.map(({ id }) => id)
  const found = await cards.read(view, listed, selection.at)
  const form = query.body ?? 'none'
  const bodies = form === 'none' ? noBodies : await readBodies(view.db, listed, selection.at)
  const resolver = await disclaimers.at(view, selection.at, query.jurisdiction ?? null)
  const missing: string[] = []
  const shown = shownRows.flatMap(({ id, document_id }) => {
    const card = found.get(id)
    if (!card) return []
    const legal = resolver.shown(card.traits)
    if (legal.unresolved.length === 0) return [{ card, body: bodies.get(id) ?? null, document_id, legal }]
    missing.push(document_id)
    return []
  })
  if (missing.length > 0) log.warn({ articles: missing }, 'a required disclaimer is missing')
  const last = rows.length > plan.limit ? rows[plan.limit - 1] : undefined
  const end = last ? placeOf(selection.sort, last) : stoppedAt
  return {
    items: shown.map(({ card, body, legal }) => ({
      pieces: articleJson({ content: card.content, body }, legal.references, form, query.fields ?? null),
      // Only if the pieces are sent exactly as they were hashed.
      digest: form === 'none' && !query.fields ? card.digest + legal.references.digest : null,
    })),
    ids: [...new Set(shown.flatMap(({ document_id, legal }) => [document_id, ...legal.ids]))],
    next: end && plan.nextAfter([end.value, end.id]),
    counts: {},
  }
}

const noBodies: ReadonlyMap<string, Buffer | null> = new Map()

async function selectionOf(
  view: View,
  query: ListQuery,
  at: Instant,
  jurisdiction: string | null,
): Promise<Selection> {
  const groups = await termGroups(query, { ...view, at })
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
