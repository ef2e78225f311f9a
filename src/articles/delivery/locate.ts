import type { Queries } from '../../db/database.ts'
import type { Redirect } from '../../http/endpoints/answer.ts'
import { notPublic } from '../../http/parameters/refusals.ts'
import { joinUrl, splitUrl } from '../../http/parameters/url.ts'
import { refuse } from '../../kernel/refusal.ts'
import { covers } from '../../values/place.ts'
import type { Instant } from '../../values/time.ts'
import type { ArticleTraits } from '../kind.ts'
import type { ArticleRow } from './store.ts'
import * as articles from './store.ts'

/**
 * Finds the public version of an article, or a redirect if the slug is an earlier one. The redirect leads to
 * the current slug below `articlesPath`.
 * Throws 404, or 410 with the notice if the article is retracted and was public at or before the moment.
 */
export async function locate(
  db: Queries,
  idOrSlug: string,
  { at, url, query }: { at: Instant; url: string; query: object },
  articlesPath = '/v1/articles',
): Promise<ArticleRow | Redirect> {
  const row = await articles.find(db, idOrSlug, at)
  if (!row) {
    const retraction = await articles.findRetraction(db, idOrSlug, at)
    throw retraction ? retracted(retraction) : notPublic('article', query)
  }
  if (articles.isId(idOrSlug) || row.name === idOrSlug) return row
  if (!(await articles.hadSlug(db, row.document_id, idOrSlug, at))) throw notPublic('article', query)
  const { path, query: parameters } = splitUrl(url)
  // In whatever spelling, the path has as many segments.
  const [, ...behind] = path.split('/').slice(articlesPath.split('/').length)
  return { location: joinUrl([articlesPath, row.name, ...behind].join('/'), parameters) }
}

export const isRedirect = (found: ArticleRow | Redirect): found is Redirect => 'location' in found

const retracted = ({ kind, notice, at }: { kind: string; notice: string; at: Instant }) =>
  refuse('article-retracted', 'The article was retracted.', {
    members: { notice, retractionKind: kind, retractedAt: at },
  })

/** Throws 451 if the article is blocked in the jurisdiction, or in the EU or EEA that it belongs to. */
export function requireUnblocked(
  { blockedIn }: Pick<ArticleTraits, 'blockedIn'>,
  jurisdiction: string | null,
): void {
  if (!covers(blockedIn, jurisdiction)) return
  throw refuse(
    'unavailable-for-legal-reasons',
    'The article must not be shown in the requested jurisdiction.',
  )
}
