import type { Context } from '../context.ts'
import { notFound, Refusal } from '../errors.ts'
import type { Redirect } from '../http/read.ts'
import type { Instant } from '../values/time.ts'
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
