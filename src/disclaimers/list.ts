import type { Queries } from '../db/database.ts'
import type { PagePlan } from '../http/parameters/page.ts'
import { covers, truncations } from '../values/place.ts'
import type { Disclaimer } from './schema.ts'
import * as disclaimers from './store.ts'

const batch = 200
/** A page may be short; `next` then leads on. */
const examinedMax = 2_000

/** What a list of disclaimers may be narrowed to. */
export interface DisclaimerFilter {
  readonly locale?: string | undefined
  readonly jurisdiction?: string | undefined
}

/** A page of the disclaimers in force that a filter leaves, in the order of (key, locale). */
export async function listMatching(db: Queries, filter: DisclaimerFilter, plan: PagePlan) {
  const found: Disclaimer[] = []
  let [key = '', locale = ''] = plan.after ?? []
  for (let examined = 0; ; ) {
    const rows = await disclaimers.list(db, { key, locale, at: plan.pinned, limit: batch })
    for (const row of rows) {
      const disclaimer: Disclaimer = JSON.parse(row.content.toString())
      if (await isWanted(db, row, disclaimer, filter, plan)) {
        if (found.length === plan.limit) return { found, next: plan.nextAfter([key, locale]) }
        found.push(disclaimer)
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
