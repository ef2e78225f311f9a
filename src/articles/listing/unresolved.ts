import type { View } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'
import { findNewestTraits } from './find-page.ts'
import type { ArticleServices } from './services.ts'

/** Number of newest articles checked: more than a front page shows, and still fast. */
const examined = 500

/** Counts the newest public articles not served because a required disclaimer has no text for the default jurisdiction. */
export async function countUnresolved(
  { config, disclaimers }: Pick<ArticleServices, 'config' | 'disclaimers'>,
  view: View,
  at: Instant,
): Promise<number> {
  const resolver = await disclaimers.at(view, at, null)
  const all = await findNewestTraits(view.db, at, config.defaultJurisdiction, examined)
  return all.filter((traits) => resolver.shown(JSON.parse(traits)).unresolved.length > 0).length
}
