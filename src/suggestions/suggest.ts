import type { ArticleServices } from '../articles/listing/services.ts'
import type { View } from '../db/database.ts'
import { typedWords } from '../search/typed.ts'
import type { Instant } from '../values/time.ts'
import { suggestArticles } from './articles.ts'
import { namedKinds, type Popularity } from './popularity.ts'
import { suggestReferences } from './references.ts'

export interface SuggestionServices extends Pick<ArticleServices, 'config' | 'cards' | 'disclaimers'> {
  readonly popularity: Popularity
}

interface Typed {
  readonly q: string
  /** Suggestions of each kind. */
  readonly limit: number
  readonly locale?: string | undefined
}

/** Suggests what somebody may be typing. `since` is the last change before the moment. */
export async function suggest(
  services: SuggestionServices,
  { at, since, ...view }: View & { readonly at: Instant; readonly since: Instant },
  { q, limit, locale }: Typed,
) {
  const jurisdiction = services.config.defaultJurisdiction
  const asked = { typed: typedWords(q), at, since, limit, locale, jurisdiction }
  const popular = await services.popularity.at(view, at)
  const groups = []
  for (const kind of namedKinds) groups.push(await suggestReferences(view, kind, popular[kind], asked))
  return [...groups.flat(), ...(await suggestArticles(services, view, asked))]
}
