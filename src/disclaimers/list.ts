import type { Queries } from '../db/database.ts'
import { type PagePlan, pageBytesMax } from '../http/parameters/page.ts'
import { covers, truncations } from '../values/place.ts'
import type { Disclaimer } from './schema.ts'
import * as disclaimers from './store.ts'

const batch = 200
/** Rows examined for one page. A page that reaches the limit is short, but has `next`. */
const examinedMax = 2_000

export interface DisclaimerFilter {
  readonly locale?: string | undefined
  readonly jurisdiction?: string | undefined
}

/** One page of the disclaimers in force that match a filter, ordered by (key, locale). */
export async function listMatching(db: Queries, filter: DisclaimerFilter, plan: PagePlan) {
  const found: Disclaimer[] = []
  let bytes = 0
  const isFull = () => found.length === plan.limit || bytes >= pageBytesMax
  let [key = '', locale = ''] = plan.after ?? []
  for (let examined = 0; ; ) {
    const rows = await disclaimers.list(db, { key, locale, at: plan.pinned, limit: batch })
    for (const row of rows) {
      const disclaimer: Disclaimer = JSON.parse(row.content.toString())
      if (await isWanted(db, row, disclaimer, filter, plan)) {
        if (isFull()) return { found, next: plan.nextAfter([key, locale]) }
        found.push(disclaimer)
        bytes += row.content.length
      }
      ;({ name: key, locale } = row)
    }
    examined += rows.length
    if (rows.length < batch) return { found, next: null }
    if (examined >= examinedMax) return { found, next: plan.nextAfter([key, locale]) }
  }
}

async function isWanted(
  db: Queries,
  row: disclaimers.DisclaimerRow,
  disclaimer: Disclaimer,
  { locale, jurisdiction }: DisclaimerFilter,
  { pinned: at }: PagePlan,
): Promise<boolean> {
  if (jurisdiction && !covers(disclaimer.jurisdictions, jurisdiction)) return false
  if (!locale) return true
  const better = truncations(locale)
  const rank = better.indexOf(row.locale)
  if (rank < 0) return false
  const siblings = await disclaimers.listByKey(db, { key: row.name, at })
  return !siblings.some((one) => better.slice(0, rank).includes(one.locale))
}
