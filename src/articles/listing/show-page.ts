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

/** A page of articles, which ends early once it has enough bytes. `render` makes their JSON; it queries nothing. */
export async function showPage<Row extends PageRow>(
  services: ArticleServices,
  view: View,
  found: Found<Row>,
  query: PageQuery,
  plan: PagePlan,
) {
  const shape = shapeOf(query.body ?? 'none', query.fields)
  const { search } = found
  // Highlights are made from the bodies.
  const asked = { form: shape.form, isWithBlocks: search !== undefined, jurisdiction: query.jurisdiction }
  const { shown, end } = await readPage(services, view, found, asked, plan)
  return {
    async render() {
      const items = await toItems(services, shown, shape, view.epoch, search)
      return { items, ...end(items.length) }
    },
  }
}

interface PageRow {
  readonly id: string
  readonly document_id: string
}

interface AskedPage {
  readonly form: BodyForm
  readonly isWithBlocks?: boolean
  readonly jurisdiction?: string | undefined
}

/**
 * What a page shows, in whatever format. Short if articles are left out because a required disclaimer has no text. `end`
 * says what the page names, and where the next one begins, once so many articles have filled it.
 */
export async function readPage<Row extends PageRow>(
  { cards, bodies, disclaimers, log }: ArticleServices,
  view: View,
  { rows, stoppedAt, sortValuesOf, moreOf }: Found<Row>,
  { form, isWithBlocks = false, jurisdiction }: AskedPage,
  plan: PagePlan,
) {
  const at = plan.pinned
  const listed = await withinBytes(
    cards,
    view,
    rows.slice(0, plan.limit).map(({ id }) => id),
    isWithBlocks ? 'blocks' : form,
    at,
  )
  const shownRows = rows.slice(0, listed.length)
  const found = await cards.read(view, listed, at)
  const withBody = form === 'none' ? [] : listed
  const rendered = new Map(withBody.map((id) => [id, bodies.get(id, form)]))
  const unrendered = withBody.filter((id) => !rendered.get(id))
  const blocks = await readBodies(view.db, isWithBlocks ? listed : unrendered, at)
  const bodyOf = (id: string) => (form === 'none' ? null : (blocks.get(id) ?? null))
  const resolver = await disclaimers.at(view, at, jurisdiction ?? null)
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
    shown,
    end(count: number) {
      const held = shown.slice(0, count)
      const row = held.length < shown.length ? held.at(-1)?.row : last
      const place = row ? sortValuesOf(row) : stoppedAt
      return {
        ids: [...new Set(held.flatMap(({ row, legal }) => [row.document_id, ...legal.ids]))],
        next: place && plan.nextAfter(place),
      }
    },
  }
}
