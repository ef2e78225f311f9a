import type { Context } from '../context.ts'
import { resolverAt } from '../disclaimers/for-content.ts'
import type { Facts } from '../disclaimers/resolve.ts'
import type { DisclaimerReference, DisclaimerUse } from '../disclaimers/schema.ts'
import type { PagePlan } from '../publishing/page.ts'
import { type BodyForm, shape } from './shape.ts'
import { type ArticleRow, endOfExamined, listNewest, newestPlace, type Place } from './store.ts'

export interface ListQuery {
  readonly body?: BodyForm | undefined
  readonly fields?: readonly string[] | undefined
  readonly jurisdiction?: string | undefined
}

/** A page of public articles, each as JSON, newest first. */
export async function listPublic(context: Context, query: ListQuery, plan: PagePlan) {
  const [publishedAt, id] = plan.after ?? []
  const begin: Place = publishedAt && id ? { publishedAt, id } : newestPlace(plan.pinned)
  const rows = await listNewest(context.db.read, plan.pinned, begin, plan.limit + 1)
  const resolver = await resolverAt(context, plan.pinned, query.jurisdiction ?? null)
  const shown = rows.slice(0, plan.limit).flatMap((row) => {
    const facts: Facts = JSON.parse(row.facts)
    const { uses, unresolved } = resolver.resolve(facts)
    if (unresolved.length === 0) return [{ row, uses }]
    context.log.warn({ article: row.document_id, unresolved }, 'a required disclaimer is missing')
    return []
  })
  const end = await endOf(context, rows, begin, plan.limit)
  return {
    items: shown.map(({ row, uses }) =>
      shape(row, uses.map(withoutText), query.body ?? 'none', query.fields ?? null).toString(),
    ),
    ids: shown.map(({ row }) => row.document_id),
    next: end && plan.nextAfter([end.publishedAt, end.id]),
  }
}

/** Where the next page begins; null at the end of the list. */
async function endOf(
  { db }: Context,
  rows: readonly ArticleRow[],
  begin: Place,
  limit: number,
): Promise<Place | null> {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  if (last) return { publishedAt: last.published_at, id: last.document_id }
  return (await endOfExamined(db.read, begin)) ?? null
}

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
