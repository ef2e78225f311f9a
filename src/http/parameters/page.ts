import type { Instant } from '../../values/time.ts'
import { type Cursor, readCursor, writeCursor } from './cursor.ts'
import { limitDefault } from './parameters.ts'
import { invalidCursor } from './refusals.ts'
import { joinUrl, splitUrl } from './url.ts'

/**
 * Maximum number of index rows examined per request, because a synchronous query cannot be cancelled. A page that
 * reaches it is short, while `next` is set.
 */
export const examinedMax = 20_000

export interface PagePlan {
  /** All pages of one walk through the list are answered as of this moment. */
  readonly pinned: Instant
  /** Sort values of the last item of the previous page; null on the first page. */
  readonly after: readonly string[] | null
  readonly limit: number
  /** URL of the page after the item with these sort values. */
  nextAfter(sortValues: readonly string[]): string
}

interface AskedPage {
  readonly query: { readonly cursor?: string | undefined; readonly limit?: number | undefined }
  readonly at: Instant
  readonly since: Instant
  readonly url: string
}

/**
 * Plans a page from cursor and limit. A public list is pinned to the last change of visibility rather than to the
 * clock, so that its bytes stay the same while nothing changes. `sortValues`: the number of sort values in a cursor of
 * this list. Throws 400 `invalid-cursor`.
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
      return joinUrl(path, next)
    },
  }
}

/** Identifies a list independently of parameter order and page size. */
function scopeOf(url: string) {
  const { path, query: filters } = splitUrl(url)
  filters.delete('limit')
  filters.delete('cursor')
  filters.sort()
  return { path, filters, scope: `${path}?${filters}` }
}

/** A page ends once it holds this many bytes, so that 100 large items are not sent at once. */
export const pageBytesMax = 4 * 1024 ** 2

/** The first items, up to the one with which they hold 4 MiB. */
export function upToPageBytes<Item>(items: Item[], bytesOf: (item: Item) => number): Item[] {
  let bytes = 0
  const last = items.findIndex((item) => {
    bytes += bytesOf(item)
    return bytes >= pageBytesMax
  })
  return last === -1 ? items : items.slice(0, last + 1)
}

/** Expects `limit + 1` rows: the extra one only shows that there is a next page. `bytesOf` is for rows that may be large. */
export function cutPage<Row>(
  rows: readonly Row[],
  plan: PagePlan,
  sortValuesOf: (row: Row) => readonly string[],
  bytesOf: (row: Row) => number = () => 0,
) {
  const shown = upToPageBytes(rows.slice(0, plan.limit), bytesOf)
  const last = shown.at(-1)
  const next = rows.length > shown.length && last ? plan.nextAfter(sortValuesOf(last)) : null
  return { rows: shown, page: { limit: plan.limit, next } }
}
