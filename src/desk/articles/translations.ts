import type { ArticleContent } from '../../articles/schema/article.ts'
import type { Queries } from '../../db/database.ts'
import { type Fault, refuse } from '../../kernel/refusal.ts'
import { latestRevision } from '../../publishing/documents/documents.ts'
import { documentsLinkingTo } from '../../publishing/documents/links.ts'
import type { Instant } from '../../values/time.ts'
import { findRevision } from '../documents/store.ts'
import * as store from './store.ts'

type Content = Pick<ArticleContent, 'locale' | 'translation'>

/**
 * What is wrong with the original that a content names: it must be another article in another language, and the version
 * must be public, past or scheduled, for a translation that becomes public at `visibleFrom` by then. `id` is null for a
 * new article.
 */
export async function translationFaults(
  tx: Queries,
  id: string | null,
  { locale, translation }: Content,
  visibleFrom: Instant | null,
): Promise<Fault[]> {
  if (!translation) return []
  const fault = (field: 'of' | 'version', detail: string): Fault[] => [
    { pointer: `/translation/${field}`, code: 'invalid-translation', detail },
  ]
  if (translation.of === id) return fault('of', 'is the article itself')
  const [original] = await store.versionOf(tx, { documentId: translation.of, version: translation.version })
  if (!original) return fault('of', 'is not the id of an article')
  if (original.visible_from === null || original.content === null)
    return fault('version', 'is no version of the original, whether public, past or scheduled')
  if (original.retracted_at !== null) return fault('of', 'is an article that was retracted')
  if (visibleFrom && original.visible_from > visibleFrom)
    return fault('version', `becomes public later than the translation, on ${original.visible_from}`)
  return JSON.parse(original.content).locale.toLowerCase() === locale.toLowerCase()
    ? fault('of', `is an article in the same language, ${locale}`)
    : []
}

/** True if both contents are in the same language and name the same original, or none. */
export function isTranslatedAlike(before: Content | null, content: Content): boolean {
  const namedBy = ({ locale, translation }: Content) =>
    JSON.stringify([locale, translation?.of, translation?.version])
  return before !== null && namedBy(before) === namedBy(content)
}

/** Throws 422 `invalid-content` if the content names an original anew that it cannot be a translation of. */
export async function requireTranslatable(
  tx: Queries,
  id: string | null,
  content: Content,
  before: Content | null,
): Promise<void> {
  // What was stored before must not stand in the way of other edits; publishing looks at it again.
  if (isTranslatedAlike(before, content)) return
  const errors = await translationFaults(tx, id, content, null)
  if (errors.length > 0)
    throw refuse('invalid-content', 'The article cannot be a translation of what it names. See `errors`.', {
      errors,
    })
}

/**
 * What the text translates that readers get, or got last; before the first publication, the newest revision. An edit
 * that waits for its publication has no say.
 */
async function translationOf(db: Queries, id: string, at: Instant) {
  const [begun, newest] = await Promise.all([store.findNewestStarted(db, id, at), latestRevision(db, id)])
  const isNewest = !begun || begun.revision === newest?.revision
  const row = isNewest ? newest : await findRevision(db, id, begun.revision)
  const translation: ArticleContent['translation'] = row ? JSON.parse(row.content).translation : null
  return row && translation ? { ...translation, writtenAt: row.created_at } : null
}

/** True if this is a translation and the public text of its original has changed since. */
export async function isStale(db: Queries, id: string, at: Instant, of?: string): Promise<boolean> {
  const translation = await translationOf(db, id, at)
  if (!translation || (of !== undefined && translation.of !== of)) return false
  const current = await store.findNewestStarted(db, translation.of, at)
  if (!current || current.version < translation.version) return false
  // The number of a version that was cancelled goes to the next one, whose text the translator cannot have seen.
  if (current.version === translation.version) return current.recorded_at > translation.writtenAt
  return (await store.findRevisionOf(db, translation.of, translation.version)) !== current.revision
}

const translationsMax = 100

/** Ids of translations of this article made from a text that is no longer the public one; of the first 100. */
export async function findStaleTranslations(db: Queries, id: string, at: Instant): Promise<string[]> {
  const wanted = { target: { kind: 'article', key: id }, after: ['', ''], limit: translationsMax } as const
  const stale: string[] = []
  for (const translation of await documentsLinkingTo(db, wanted))
    if (await isStale(db, translation.id, at, id)) stale.push(translation.id)
  return stale
}
