import type { Queries } from '../../db/database.ts'
import type { DeskArticle } from './kind.ts'
import * as store from './store.ts'

const staleMax = 100

/** True if this is a translation and the public text of its original has changed since. */
export async function isStale(db: Queries, { content: { translation }, at }: DeskArticle): Promise<boolean> {
  if (!translation) return false
  const current = await store.findNewestStarted(db, translation.of, at)
  if (!current || current.version <= translation.version) return false
  return (await store.findRevisionOf(db, translation.of, translation.version)) !== current.revision
}

/** Ids of translations of this article made from a text that is no longer the public one; at most 100. */
export async function findStaleTranslations(db: Queries, { id, at }: DeskArticle): Promise<string[]> {
  const current = await store.findNewestStarted(db, id, at)
  return current ? store.findStaleTranslations(db, id, current, staleMax) : []
}
