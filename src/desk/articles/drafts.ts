import { articleKind } from '../../articles/kind.ts'
import { ArticleContent } from '../../articles/schema/article.ts'
import type { Write } from '../../db/database.ts'
import { readBody } from '../../http/json/invalid-body.ts'
import { addRevision, createDocument } from '../../publishing/documents/documents.ts'
import { mergePatch } from '../../values/merge-patch.ts'
import { touch } from '../documents/documents.ts'
import { discardDocument } from '../documents/store.ts'
import { type DeskArticle, requireAllowed } from './article.ts'
import type { ArticleDraft } from './schema.ts'
import { freeSlug } from './slug.ts'

/** Begins an article. Throws 409 `slug-taken` and `external-id-taken`. Returns its id and what was stored. */
export async function createArticle(write: Write, author: string, draft: ArticleDraft) {
  const slug = draft.slug ?? (await freeSlug(write.tx, draft))
  const content = ArticleContent.parse({ ...draft, slug, storyKey: draft.storyKey ?? slug })
  const id = await createDocument(write, articleKind, content, author)
  return { id, stored: JSON.stringify(content) }
}

/**
 * Adds a revision that is the newest one with the merge patch applied; none where that changes nothing. Throws 409
 * `state-conflict`, `slug-taken` and `external-id-taken`, and 400 `invalid-body` that points at every field at fault.
 * Returns what is stored then.
 */
export async function editArticle(write: Write, author: string, article: DeskArticle, patch: unknown) {
  requireAllowed('patch', article)
  const content = readBody(ArticleContent, mergePatch(article.content, patch))
  const stored = JSON.stringify(content)
  if (stored === JSON.stringify(article.content))
    return { stored: article.stored, revision: article.revision }
  const revision = await addRevision(write, articleKind, article.id, content, author)
  return { stored, revision }
}

/** Gives up an article that was never public: its slugs and its external id are free again. Throws 409. */
export async function discardArticle(write: Write, article: DeskArticle): Promise<void> {
  requireAllowed('discard', article)
  await discardDocument(write, article.id)
  await touch(write, article.id)
}
