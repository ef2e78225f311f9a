import { z } from 'zod'
import type { Queries } from '../db/database.ts'
import { Key } from '../values/text.ts'
import type { Instant } from '../values/time.ts'
import * as references from './store.ts'

const listed = /^[A-Z0-9]{4}:[A-Za-z0-9._/-]{1,20}$/

/** An instrument in a request: its key, or `MIC:TICKER`. */
export const InstrumentName = z
  .string()
  .max(120)
  .refine((name) => listed.test(name) || Key.safeParse(name).success, {
    message: 'must be the key of an instrument or MIC:TICKER',
  })

/** A topic in a request: `scheme:code`. */
export const TopicName = z
  .string()
  .max(185)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*:[A-Za-z0-9._-]{1,64}$/, { message: 'must be scheme:code' })

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
