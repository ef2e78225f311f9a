import type { View } from '../../db/database.ts'
import type { PagePlan } from '../../http/parameters/page.ts'
import type { SearchQuery } from '../../search/query.ts'
import { type BodyForm, shapeOf } from '../article-json.ts'
import { readBodies } from './card-store.ts'
import { toItems, withinBytes } from './items.ts'
import type { ArticleServices } from './services.ts'

export interface PageQuery {
  readonly body?: BodyForm | undefined
  readonly fields?: readonly string[] | undefined
  readonly jurisdiction?: string | undefined
}

/** Public articles that were found for a page. */
export interface Found<Row> {
  /** In order. One more than the page holds shows that there is a next one. */
  readonly rows: readonly Row[]
  /** Sort values at which the search reached its limit; null if it has not. */
  readonly stoppedAt: readonly string[] | null
  sortValuesOf(row: Row): readonly string[]
  /** The words that they were found by. */
  readonly search?: SearchQuery | undefined
  /** Fields of an item beside those of the article. */
  moreOf?(row: Row): object
}

/**
 * A page of articles. Short if articles are left out because a required disclaimer has no text, or if the page has
 * enough bytes. `render` makes their JSON; it queries nothing.
 */
export async function showPage<Row extends { readonly id: string; readonly document_id: string }>(
  services: ArticleServices,
  view: View,
  { rows, stoppedAt, sortValuesOf, search, moreOf }: Found<Row>,
  query: PageQuery,
  plan: PagePlan,
) {
  const { cards, bodies, disclaimers, log } = services
  const at = plan.pinned
  const shape = shapeOf(query.body ?? 'none', query.fields)
  const { form } = shape
  const listed = await withinBytes(
    cards,
    view,
    rows.slice(0, plan.limit).map(({ id }) => id),
    // Highlights are made from the bodies.
    search ? 'blocks' : form,
    at,
  )
  const shownRows = rows.slice(0, listed.length)
  const found = await cards.read(view, listed, at)
  const withBody = form === 'none' ? [] : listed
  const rendered = new Map(withBody.map((id) => [id, bodies.get(id, form)]))
  const unrendered = withBody.filter((id) => !rendered.get(id))
  const blocks = await readBodies(view.db, search ? listed : unrendered, at)
  const bodyOf = (id: string) => (form === 'none' ? null : (blocks.get(id) ?? null))
  const resolver = await disclaimers.at(view, at, query.jurisdiction ?? null)
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
          more: moreOf?.(row),
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
      const items = await toItems(services, shown, shape, view.epoch, search)
      const held = shown.slice(0, items.length)
      const row = held.length < shown.length ? held.at(-1)?.row : last
      const end = row ? sortValuesOf(row) : stoppedAt
      return {
        items,
        ids: [...new Set(held.flatMap(({ row, legal }) => [row.document_id, ...legal.ids]))],
        next: end && plan.nextAfter(end),
      }
    },
  }
}
