import type { z } from 'zod'
import { articleKind } from '../../articles/kind.ts'
import type { ArticleContent } from '../../articles/schema/article.ts'
import type { Write } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import type { Config } from '../../kernel/config.ts'
import type { Fault } from '../../kernel/refusal.ts'
import { correct } from '../../publishing/acts/correct.ts'
import { requireAllowed } from '../documents/document.ts'
import { findRevision } from '../documents/store.ts'
import { requirePublishable } from './guards.ts'
import type { DeskArticle } from './kind.ts'
import type { CorrectionOrder } from './notice-schema.ts'
import { articleWorkflow } from './workflow.ts'

/**
 * Publishes a corrected version with its notice. `patched` is the stored content before the patch. Throws 409, and 422
 * `invalid-content` or `publish-guard-failed`.
 */
export async function correctArticle(
  write: Write,
  config: Config,
  { id, visible, situation }: DeskArticle,
  author: string,
  order: z.output<typeof CorrectionOrder>,
): Promise<{ readonly publication: PublicationRow; readonly patched: string | null }> {
  requireAllowed(articleWorkflow, 'correct', situation)
  const patched = visible && (await findRevision(write.tx, id, visible.revision))
  const publication = await correct(
    write,
    articleKind,
    { documentId: id, author, ...order },
    (content, before) =>
      requirePublishable(
        write,
        config,
        id,
        content,
        write.at,
        unknownBlock(order.blockKey, content, before),
        before,
      ),
  )
  return { publication, patched: patched?.content ?? null }
}

/** The block must exist in the previously public text or in the corrected one. */
function unknownBlock(blockKey: string | null, ...texts: ArticleContent[]): Fault[] {
  if (blockKey === null || texts.some(({ body }) => body.some(({ _key }) => _key === blockKey))) return []
  return [{ pointer: '/blockKey', code: 'unknown-block', detail: 'is not the key of a block of the article' }]
}
