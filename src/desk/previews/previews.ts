import { createHash, randomBytes } from 'node:crypto'
import { articleKind, traitsOf } from '../../articles/kind.ts'
import type { ArticleContent } from '../../articles/schema/article.ts'
import type { Queries, Write } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { resolve } from '../../disclaimers/resolve.ts'
import { findInForce } from '../../disclaimers/store.ts'
import { deskNotFound } from '../../http/parameters/refusals.ts'
import type { Config } from '../../kernel/config.ts'
import * as publications from '../../publishing/documents/publications.ts'
import { addMilliseconds, type Instant } from '../../values/time.ts'
import { type DeskArticle, deskArticles } from '../articles/kind.ts'
import { articleWorkflow } from '../articles/workflow.ts'
import { parseContent, requireAllowed, requireDocument } from '../documents/document.ts'
import { isAllowed } from '../documents/workflow.ts'
import * as store from './store.ts'

const forgottenAtOnce = 100

/** Creates a token that shows the newest revision without a key. Throws 409. */
export async function createPreview(
  write: Write,
  article: DeskArticle,
  { by, expiresIn }: { readonly by: string; readonly expiresIn: number },
): Promise<{ readonly token: string; readonly expiresAt: Instant }> {
  requireAllowed(articleWorkflow, 'preview', article.situation)
  await store.removeExpired(write.tx, write.at, forgottenAtOnce)
  const token = randomBytes(32).toString('base64url')
  const expiresAt = addMilliseconds(write.at, expiresIn * 1000)
  await store.insert(write.tx, {
    sha256: hashOf(token),
    document_id: article.id,
    revision: article.revision,
    created_by: by,
    expires_at: expiresAt,
  })
  return { token, expiresAt }
}

const hashOf = (token: string): string => createHash('sha256').update(`preview ${token}`).digest('hex')

/**
 * Renders the revision exactly as publishing would. Throws 404 if the token is unknown or has expired, or if the
 * article is discarded or retracted.
 */
export async function showPreview(db: Queries, config: Config, token: string, at: Instant): Promise<object> {
  const row = await store.find(db, hashOf(token), at)
  if (!row) throw deskNotFound()
  const article = await requireDocument(db, deskArticles, config, row.document_id, at)
  if (!isAllowed(articleWorkflow, 'preview', article.situation)) throw deskNotFound()
  const content = parseContent(articleKind, row.content)
  const first = (await publications.firstVisibleFrom(db, article.id)) ?? at
  const publication = asPublished(article, row.revision, content, first)
  const { content: fields, body } = await articleKind.render(db, publication, content)
  const { uses } = resolve(
    traitsOf(content),
    { jurisdiction: config.defaultJurisdiction },
    await findInForce(db, at),
    {
      defaultLocale: config.defaultLocale,
    },
  )
  return { ...fields, body, disclaimers: uses }
}

/** The publication row that publishing the revision now would create. */
function asPublished(
  article: DeskArticle,
  revision: number,
  content: ArticleContent,
  first: Instant,
): PublicationRow {
  const { id, at, publication: last } = article
  return {
    id: 'pub_0000000000000000',
    document_id: id,
    kind: 'article',
    version: (last?.version ?? 0) + 1,
    revision,
    signal: last ? 'update' : 'new',
    ...articleKind.nameOf(content),
    published_at: content.publishedAt ?? first,
    updated_at: at,
    visible_from: at,
    visible_until: null,
    expires_at: null,
    retracted_at: null,
    recorded_at: at,
    derivation: articleKind.derivation,
  }
}
