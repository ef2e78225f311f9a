import type { Instant } from '../../values/time.ts'
import { type Cursor, readCursor, writeCursor } from './cursor.ts'
import { limitDefault } from './parameters.ts'
import { invalidCursor } from './refusals.ts'

/** What a page of a list is made from. */
export interface PagePlan {
  /** The list is answered as of this moment, on every page of a walk. */
  readonly pinned: Instant
  /** The sort values of the last item before this page; null on the first. */
  readonly after: readonly string[] | null
  readonly limit: number
  /** The address of the page after the item with these sort values. */
  nextAfter(sortValues: readonly string[]): string
}

/** A read of a list: the moment asked for, and the last change of what is public before it. */
interface AskedPage {
  readonly query: { readonly cursor?: string | undefined; readonly limit?: number | undefined }
  readonly at: Instant
  readonly since: Instant
  readonly url: string
}

/**
 * Reads where a page begins. A public list pins the last change of visibility, not the clock's moment, so that its
 * bytes repeat while nothing changes. `sortValues`: how many a cursor of this list holds. Throws 400 `invalid-cursor`.
 */
export function planPage({ query, at, since, url }: AskedPage, sortValues: number): PagePlan {
  const { path, filters, scope } = scopeOf(url)
  const cursor: Cursor | null = query.cursor ? readCursor(scope, query.cursor, sortValues) : null
  if (cursor && cursor.pinned > at) throw invalidCursor()
  const pinned = cursor?.pinned ?? since
  return {
    pinned,
    after: cursor?.after ?? null,
    limit: query.limit ?? limitDefault,
    nextAfter(values) {
      const next = new URLSearchParams(filters)
      if (query.limit !== undefined) next.set('limit', String(query.limit))
      next.set('cursor', writeCursor(scope, { pinned, after: values }))
      return `${path}?${next}`
    },
  }
}

/** A list is the same list whatever the order of its parameters and the size of its pages. */
function scopeOf(url: string) {
  const [path = '', search = ''] = url.split('?', 2)
  const filters = new URLSearchParams(search)
  filters.delete('limit')
  filters.delete('cursor')
  filters.sort()
  return { path, filters, scope: `${path}?${filters}` }
}

/** Cuts what was read, one item more than the page holds, to the page, and says where the next one begins. */
export function cutPage<Row>(
  rows: readonly Row[],
  plan: PagePlan,
  sortValuesOf: (row: Row) => readonly string[],
) {
  const shown = rows.slice(0, plan.limit)
  const last = shown.at(-1)
  const next = rows.length > plan.limit && last ? plan.nextAfter(sortValuesOf(last)) : null
  return { rows: shown, page: { limit: plan.limit, next } }
}
