import type { Context } from '../context.ts'
import { invalidCursor } from '../errors.ts'
import { type Cursor, readCursor, writeCursor } from '../http/cursor.ts'
import { limitDefault } from '../http/parameters.ts'
import type { Asked } from '../http/read.ts'
import type { Instant } from '../values/time.ts'

/** What a page of a list is made from. */
export interface PagePlan {
  /** The list is answered as of this moment, on every page of a walk. */
  readonly pinned: Instant
  /** The sort values of the last item before this page; null on the first. */
  readonly after: readonly string[] | null
  readonly limit: number
  /** The address of the page behind the item with these sort values. */
  nextAfter(sortValues: readonly string[]): string
}

/**
 * Reads where a page begins. The pinned moment is the last change of visibility, not the clock's, so that the bytes
 * of a list repeat while nothing changes. Throws 400 `invalid-cursor`.
 */
export async function planPage(
  { changes }: Pick<Context, 'changes'>,
  {
    query,
    at,
    url,
  }: Pick<
    Asked<unknown, { cursor?: string | undefined; limit?: number | undefined }>,
    'query' | 'at' | 'url'
  >,
  sortValues: number,
): Promise<PagePlan> {
  const { path, filters, scope } = scopeOf(url)
  const cursor: Cursor | null = query.cursor ? readCursor(scope, query.cursor, sortValues) : null
  if (cursor && cursor.pinned > at) throw invalidCursor()
  const pinned = cursor?.pinned ?? (await changes(at)).since
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
