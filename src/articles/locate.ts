import type { Context } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import type { Redirect } from '../http/read.ts'
import { covers } from '../values/place.ts'
import type { Instant } from '../values/time.ts'
import type { ArticleFacts } from './kind.ts'
import type { ArticleRow } from './store.ts'
import * as articles from './store.ts'

/**
 * The public version of an article, or where it is now if it was asked for by an earlier slug.
 * Throws 404, and 410 with the notice for a retracted article that was public by the moment.
 */
export async function locate(
  { db }: Pick<Context, 'db'>,
  idOrSlug: string,
  { at, url }: { at: Instant; url: string },
): Promise<ArticleRow | Redirect> {
  const row = await articles.find(db.read, idOrSlug, at)
  if (!row) {
    const retraction = await articles.findRetraction(db.read, idOrSlug, at)
    throw retraction ? retracted(retraction) : notFound()
  }
  if (articles.isId(idOrSlug) || row.name === idOrSlug) return row
  if (!(await articles.hadSlug(db.read, row.document_id, idOrSlug, at))) throw notFound()
  return { location: url.replace(/^(\/v1\/articles\/)[^/?]+/, `$1${row.name}`) }
}

export const isMoved = (found: ArticleRow | Redirect): found is Redirect => 'location' in found

const retracted = ({ kind, notice, at }: { kind: string; notice: string; at: Instant }) =>
  new Refusal(410, 'article-retracted', 'The article was retracted.', {
    members: { notice, retractionKind: kind, retractedAt: at },
  })

/** Throws 451 where the article may not be shown in the jurisdiction, or in the EU or EEA that it belongs to. */
export function requireShowable(
  { blockedIn }: Pick<ArticleFacts, 'blockedIn'>,
  jurisdiction: string | null,
): void {
  if (!covers(blockedIn, jurisdiction)) return
  throw new Refusal(
    451,
    'unavailable-for-legal-reasons',
    'The article may not be shown in the asked jurisdiction.',
  )
}
