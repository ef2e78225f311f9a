import type { z } from 'zod'
import { articleKind } from '../../articles/kind.ts'
import type { ArticleContent } from '../../articles/schema/article.ts'
import type { Write } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import type { Config } from '../../kernel/config.ts'
import { type Fault, refuse } from '../../kernel/refusal.ts'
import { correct } from '../../publishing/acts/correct.ts'
import { hold, release } from '../../publishing/acts/hold.ts'
import { publish } from '../../publishing/acts/publish.ts'
import { retract } from '../../publishing/acts/retract.ts'
import { latest } from '../../values/time.ts'
import { contentOf, standingOf, touch } from '../documents/documents.ts'
import type { PublicationOrder } from '../documents/schema.ts'
import { findRevision } from '../documents/store.ts'
import { type DeskArticle, requireAllowed, seenAt } from './article.ts'
import { requirePublishable } from './guards.ts'
import type { CorrectionOrder, RetractionOrder } from './schema.ts'
import { allowedActs } from './workflow.ts'

/**
 * Makes a revision public, now or at its moment. Throws 409 unless the revision may be published, and 422
 * `publish-guard-failed`. Returns the stored content that it makes public, too.
 */
export async function publishArticle(
  write: Write,
  config: Config,
  article: DeskArticle,
  order: PublicationOrder,
): Promise<{ readonly row: PublicationRow; readonly stored: string }> {
  const revision = await findRevision(write.tx, article.id, order.revision)
  if (!revision) {
    throw refuse('state-conflict', 'The article has no such revision.', {
      members: { allowed: allowedActs(article.situation) },
    })
  }
  requireAllowed('publish', await seenAt(write.tx, article, order.revision))
  const visibleFrom = latest(write.at, order.publishAt, order.embargoedUntil)
  await requirePublishable(write, config, contentOf(articleKind, revision.content), visibleFrom)
  const row = await publish(write, articleKind, { documentId: article.id, ...order })
  await touch(write, article.id)
  return { row, stored: revision.content }
}

/**
 * Publishes a corrected version with its notice; returns the stored content that it patched, too. Throws 409, and 422
 * `invalid-content` and `publish-guard-failed`.
 */
export async function correctArticle(
  write: Write,
  config: Config,
  article: DeskArticle,
  author: string,
  order: z.output<typeof CorrectionOrder>,
): Promise<{ readonly row: PublicationRow; readonly patched: string | null }> {
  requireAllowed('correct', article)
  const { visible } = standingOf(article, write.at)
  const patched = visible && (await findRevision(write.tx, article.id, visible.revision))
  const row = await correct(
    write,
    articleKind,
    { documentId: article.id, author, ...order },
    (content, before) =>
      requirePublishable(write, config, content, write.at, unknownBlock(order.blockKey, content, before)),
  )
  return { row, patched: patched?.content ?? null }
}

/** The block stands in the text that was public, or in the corrected one. */
function unknownBlock(blockKey: string | null, ...texts: ArticleContent[]): Fault[] {
  if (blockKey === null || texts.some(({ body }) => body.some(({ _key }) => _key === blockKey))) return []
  return [{ pointer: '/blockKey', code: 'unknown-block', detail: 'is no block of the article' }]
}

export async function holdArticle(write: Write, article: DeskArticle, reason: string): Promise<void> {
  requireAllowed('hold', article)
  await hold(write, articleKind, { documentId: article.id, reason })
  await touch(write, article.id)
}

export async function releaseArticle(write: Write, article: DeskArticle): Promise<void> {
  requireAllowed('release', article)
  await release(write, articleKind, article.id)
  await touch(write, article.id)
}

export async function retractArticle(
  write: Write,
  article: DeskArticle,
  order: z.output<typeof RetractionOrder>,
): Promise<void> {
  requireAllowed('retract', article)
  await retract(write, articleKind, { documentId: article.id, ...order })
  await touch(write, article.id)
}
