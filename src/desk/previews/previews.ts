import { createHash, randomBytes } from 'node:crypto'
import { articleJson, type BodyForm, bodyJson, shapeOf } from '../../articles/article-json.ts'
import { requireUnblocked } from '../../articles/delivery/locate.ts'
import { articleKind, traitsOf } from '../../articles/kind.ts'
import { renderBody } from '../../articles/rendered-bodies.ts'
import type { ArticleContent } from '../../articles/schema/article.ts'
import type { Queries, Write } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { resolve } from '../../disclaimers/resolve.ts'
import { findInForce } from '../../disclaimers/store.ts'
import { oneBytes } from '../../http/parameters/envelope.ts'
import { deskNotFound } from '../../http/parameters/refusals.ts'
import { toStored } from '../../publishing/derived/rendition.ts'
import * as publications from '../../publishing/documents/publications.ts'
import { addMilliseconds, type Instant } from '../../values/time.ts'
import { type DeskArticle, deskArticles } from '../articles/kind.ts'
import { articleWorkflow } from '../articles/workflow.ts'
import { parseContent, requireAllowed, requireDocument } from '../documents/document.ts'
import { isAllowed } from '../documents/workflow.ts'
import type { DeskServices } from '../services.ts'
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

/** How a reader would ask for the article: the parameters of delivery. */
export interface Shape {
  readonly body?: BodyForm | undefined
  readonly fields?: readonly string[] | undefined
  readonly jurisdiction?: string | undefined
}

/**
 * The bytes that delivery would answer if the revision were published now. A required disclaimer without a text is left
 * out, which publishing and delivery refuse. Throws 404 if the token is unknown or has expired, or if the article is
 * discarded or retracted, and 451 if it is blocked in the jurisdiction.
 */
export async function showPreview(
  db: Queries,
  { config, pacer }: DeskServices,
  { token, at }: { readonly token: string; readonly at: Instant },
  { body = 'blocks', fields, ...shape }: Shape,
): Promise<Buffer> {
  const row = await store.find(db, hashOf(token), at)
  if (!row) throw deskNotFound()
  const article = await requireDocument(db, deskArticles, config, row.document_id, at)
  if (!isAllowed(articleWorkflow, 'preview', article.situation)) throw deskNotFound()
  const content = parseContent(articleKind, row.content)
  const traits = traitsOf(content)
  const jurisdiction = shape.jurisdiction ?? config.defaultJurisdiction
  requireUnblocked(traits, jurisdiction)
  const { defaultLocale } = config
  const { uses } = resolve(traits, { jurisdiction }, await findInForce(db, at), { defaultLocale })
  const publication = await asPublished(db, article, row.revision, content)
  const rendition = toStored(await articleKind.render(db, publication, content))
  const asked = shapeOf(body, fields)
  const value = await bodyJson(rendition.body, asked.form, (blocks, form) => renderBody(blocks, form, pacer))
  return oneBytes(articleJson(rendition.content, value, { bytes: Buffer.from(JSON.stringify(uses)) }, asked))
}

/** The publication row that publishing the revision now would create, in the place of a pending one. */
async function asPublished(
  db: Queries,
  { id, at, pending, publication }: DeskArticle,
  revision: number,
  content: ArticleContent,
): Promise<PublicationRow> {
  const first = (await publications.firstVisibleFrom(db, id)) ?? at
  const version = pending?.version ?? (publication?.version ?? 0) + 1
  const isSameText = publication?.revision === revision && !pending
  return {
    id: 'pub_0000000000000000',
    document_id: id,
    kind: 'article',
    version,
    revision,
    signal: version === 1 ? 'new' : 'update',
    ...articleKind.nameOf(content),
    published_at: content.publishedAt ?? first,
    updated_at: isSameText ? publication.updated_at : at,
    visible_from: at,
    visible_until: null,
    expires_at: null,
    retracted_at: null,
    recorded_at: at,
    derivation: articleKind.derivation,
  }
}
