import type { Queries } from '../db/database.ts'
import type { Instant } from '../values/time.ts'
import * as references from './store.ts'

/** Relative URL of a reference. */
export const referencePath = (plural: string, key: string): string => `/v1/${plural}/${pathSegment(key)}`

/** A key as a segment of a URL. Codes of topics may have any visible character. */
export const pathSegment = (key: string): string => encodeURIComponent(key).replaceAll('%3A', ':')

/** Resolves names to instrument keys as of the moment; drops listings that do not exist. */
export async function instrumentKeys(db: Queries, names: readonly string[], at: Instant): Promise<string[]> {
  const keys: string[] = []
  for (const name of names) {
    // A key is not checked: articles still refer to instruments that were deleted.
    const key = name.includes(':') ? (await references.findInstrument(db, name, at))?.key : name
    if (key) keys.push(key)
  }
  return keys
}
