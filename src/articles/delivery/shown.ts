import type { ResolvedDisclaimers } from '../../disclaimers/resolution-cache.ts'
import { requireResolved } from '../../disclaimers/resolver.ts'
import type { Reading } from '../../http/endpoints/request.ts'
import type { ArticleTraits } from '../kind.ts'
import type { ArticleServices } from '../listing/services.ts'
import { requireUnblocked } from './locate.ts'
import type { ArticleRow } from './store.ts'

interface OfAudience {
  readonly jurisdiction?: string | undefined
}

type Audience = Pick<ArticleServices, 'config' | 'disclaimers'>

export const jurisdictionOf = ({ config }: Audience, query: OfAudience): string | null =>
  query.jurisdiction ?? config.defaultJurisdiction

/** Throws 451 or 503 if the article is not served to the audience; else returns the disclaimers that it is shown with. */
export async function shownWith(
  services: Audience,
  row: ArticleRow,
  { query, since, ...view }: Pick<Reading<unknown, OfAudience>, 'db' | 'epoch' | 'query' | 'since'>,
): Promise<{ readonly traits: ArticleTraits; readonly shown: ResolvedDisclaimers }> {
  const resolver = await services.disclaimers.at(view, since, query.jurisdiction ?? null)
  const traits: ArticleTraits = JSON.parse(row.traits)
  requireUnblocked(traits, jurisdictionOf(services, query))
  const shown = resolver.shown(traits)
  requireResolved(shown)
  return { traits, shown }
}
