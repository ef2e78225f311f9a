import { z } from 'zod'
import { trail } from '../../access/audit/trail.ts'
import { articleKind } from '../../articles/kind.ts'
import { checkAnchors } from '../../articles/schema/anchors.ts'
import { ArticleContent } from '../../articles/schema/article.ts'
import type { Write } from '../../db/database.ts'
import { type DeskArticle, deskArticles } from '../../desk/articles/kind.ts'
import { ArticleDraft } from '../../desk/articles/schema.ts'
import { requireAllowed, requireDocument } from '../../desk/documents/document.ts'
import { createDraft } from '../../desk/documents/drafts.ts'
import { publishRevision } from '../../desk/documents/publications.ts'
import { systemActor } from '../../http/endpoints/access.ts'
import { readBody } from '../../http/json/invalid-body.ts'
import type { Config } from '../../kernel/config.ts'
import { findByExternalId } from '../../publishing/documents/catalogue.ts'
import { addRevision, system } from '../../publishing/documents/documents.ts'
import { line } from '../../values/text.ts'
import { BoundInput } from '../../values/time.ts'

/** One line of an import: an article draft, and whether to publish it. */
const ImportedArticle = z
  .strictObject({
    ...ArticleDraft.shape,
    externalId: line(200).describe('Id of the article in the source system'),
    publish: z
      .boolean()
      .default(false)
      .describe('Whether to publish it; at once unless `publishAt` is given'),
    publishAt: BoundInput.nullable()
      .default(null)
      .describe('Publishes it at this moment, or at once if it has passed'),
  })
  .superRefine(checkAnchors)
export type ImportedArticle = z.output<typeof ImportedArticle>

export interface ArticleOutcome {
  readonly outcome: 'created' | 'updated' | 'unchanged'
  readonly id: string
  readonly revision: number
  readonly published: boolean
}

/** Throws 400 `invalid-body` with every invalid field. */
export const readArticle = (value: unknown): ImportedArticle => readBody(ImportedArticle, value)

/**
 * Upserts an article by its external id: a new document, a new revision, or nothing if unchanged. Publishes it if
 * requested and not yet done; imported revisions need no approval. Throws the same `Refusal` as the write over HTTP.
 */
export async function importArticle(
  write: Write,
  config: Config,
  { publish, publishAt, ...draft }: ImportedArticle,
): Promise<ArticleOutcome> {
  const setting = { ...config, reviewRequired: false }
  const known = await findByExternalId(write.tx, articleKind.kind, draft.externalId)
  const before =
    known === null ? null : await requireDocument(write.tx, deskArticles, setting, known, write.at)
  const written = before ? await update(write, before, draft) : await create(write, draft)
  const isAsked = publish || publishAt !== null
  const published = isAsked && !isPublished(before, written.revision, publishAt, write.at)
  if (published) {
    const article = await requireDocument(write.tx, deskArticles, setting, written.id, write.at, written)
    const order = { revision: written.revision, publishAt, embargoedUntil: null, expiresAt: null }
    await publishRevision(write, deskArticles, setting, article, { ...order, signal: 'update' })
  }
  const outcome = written.outcome === 'unchanged' && published ? 'updated' : written.outcome
  if (outcome !== 'unchanged') await record(write, before, written, published)
  return { outcome, id: written.id, revision: written.revision, published }
}

type Draft = Omit<ImportedArticle, 'publish' | 'publishAt'>

interface Written {
  readonly outcome: ArticleOutcome['outcome']
  readonly id: string
  readonly revision: number
  readonly content: ArticleContent
  readonly stored: string
}

async function create(write: Write, draft: Draft): Promise<Written> {
  return { outcome: 'created', ...(await createDraft(write, deskArticles, system, draft)) }
}

/** Absent fields take their defaults, except `slug` and `storyKey`, which keep their values. */
async function update(write: Write, article: DeskArticle, draft: Draft): Promise<Written> {
  const { slug, storyKey } = article.content
  const content = ArticleContent.parse({
    ...draft,
    slug: draft.slug ?? slug,
    storyKey: draft.storyKey ?? storyKey,
  })
  const stored = JSON.stringify(content)
  const { id, revision } = article
  if (stored === JSON.stringify(article.content))
    return { outcome: 'unchanged', id, revision, content, stored }
  requireAllowed(deskArticles.workflow, 'patch', article.situation)
  await deskArticles.requireEditable?.(write.tx, id, content, article.content)
  return {
    outcome: 'updated',
    id,
    content,
    stored,
    revision: await addRevision(write, articleKind, id, content, system),
  }
}

/** True if the revision is or was public, or is pending for the requested moment. */
function isPublished(
  before: DeskArticle | null,
  revision: number,
  publishAt: string | null,
  at: string,
): boolean {
  const publication = before?.publication
  if (publication?.revision !== revision) return false
  const wanted = publishAt === null || publishAt <= at ? null : publishAt
  return publication.visible_from <= at ? wanted === null : wanted === publication.visible_from
}

const record = (write: Write, before: DeskArticle | null, written: Written, published: boolean) =>
  trail.record(write, systemActor, null, {
    act: 'article.import',
    subject: written.id,
    revision: written.revision,
    before: before?.stored ?? null,
    after: written.stored,
    ...(published ? { note: 'published' } : {}),
  })
