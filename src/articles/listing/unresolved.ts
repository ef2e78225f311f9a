import { resolverAt } from '../../disclaimers/for-content.ts'
import type { Context } from '../../http/endpoints/context.ts'
import { findNewestFacts } from './find-page.ts'

/** The newest articles that are looked at: more than a front page shows, and still quick. */
const examined = 500

/**
 * How many of the newest public articles are not served now, because a required disclaimer cannot be resolved for
 * the default jurisdiction.
 */
export async function countUnresolved(context: Context): Promise<number> {
  const at = context.clock.now()
  const resolver = await resolverAt(context, at, null)
  const all = await findNewestFacts(context.db.read, at, context.config.defaultJurisdiction, examined)
  return all.filter((facts) => resolver.shown(JSON.parse(facts)).unresolved.length > 0).length
}
