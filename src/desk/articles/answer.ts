import type { z } from 'zod'
import type { Queries } from '../../db/database.ts'
import { etagOf, publicationOf, standingOf } from '../documents/documents.ts'
import type { DeskArticle } from './article.ts'
import type * as schema from './schema.ts'
import * as store from './store.ts'
import { allowedActs } from './workflow.ts'

const staleMax = 100

type Answer = z.input<typeof schema.DeskArticle>

/** The whole answer about an article, with its entity tag. */
export async function answerOf(db: Queries, article: DeskArticle): Promise<{ json: object; etag: string }> {
  const data: Answer = {
    ...article.content,
    ...(await workflowOf(db, article)),
    staleTranslations: await staleTranslationsOf(db, article),
    hold: article.hold,
    retraction: article.retraction,
  }
  return { json: { data }, etag: etagOf(article) }
}

/** An article as an item of a list: the answer's schema chooses from it. */
export const summaryOf = async (db: Queries, article: DeskArticle) => ({
  ...article.content,
  ...(await workflowOf(db, article)),
})

async function workflowOf(db: Queries, article: DeskArticle) {
  const { id, revision, author, review, situation, createdAt, changedAt, at } = article
  const { pending, visible } = standingOf(article, at)
  return {
    id,
    revision,
    state: situation.state,
    author,
    review,
    publications: { pending: pending && publicationOf(pending), visible: visible && publicationOf(visible) },
    stale: await isStale(db, article),
    createdAt,
    changedAt,
    allowed: allowedActs(situation),
  }
}

/** True of a translation if the public text of its original is not the one that was translated. */
async function isStale(db: Queries, { content: { translation }, at }: DeskArticle): Promise<boolean> {
  if (!translation) return false
  const current = await store.findNewestBegun(db, translation.of, at)
  if (!current || current.version <= translation.version) return false
  return (await store.findRevisionOf(db, translation.of, translation.version)) !== current.revision
}

async function staleTranslationsOf(db: Queries, { id, at }: DeskArticle): Promise<string[]> {
  const current = await store.findNewestBegun(db, id, at)
  return current ? store.findStaleTranslations(db, id, current, staleMax) : []
}
