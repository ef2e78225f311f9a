import type { Context } from '../context.ts'
import { resolverAt } from '../disclaimers/for-content.ts'
import { findNewest } from './find-page.ts'

/** The newest articles that are looked at: more than a front page shows, and still quick. */
const examined = 500

/**
 * How many of the newest public articles are not served now, because a required disclaimer cannot be resolved for
 * the default jurisdiction.
 */
export async function countUnresolved(context: Context): Promise<number> {
  const at = context.clock.now()
  const resolver = await resolverAt(context, at, null)
  const rows = await findNewest(context.db.read, at, examined)
  return rows.filter((row) => resolver.resolve(JSON.parse(row.facts)).unresolved.length > 0).length
}
