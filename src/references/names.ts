import { z } from 'zod'
import type { Queries } from '../db/database.ts'
import { Key } from '../values/text.ts'
import type { Instant } from '../values/time.ts'
import * as references from './store.ts'

const listed = /^[A-Z0-9]{4}:[A-Za-z0-9._/-]{1,20}$/

/** How a client names an instrument: by its key, or as `MIC:TICKER`. */
export const InstrumentName = z
  .string()
  .max(120)
  .refine((name) => listed.test(name) || Key.safeParse(name).success, {
    message: 'must be keys of instruments or MIC:TICKER',
  })

/** How a client names a topic: `scheme:code`. */
export const TopicName = z
  .string()
  .max(185)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*:[A-Za-z0-9._-]{1,64}$/, { message: 'must be scheme:code' })

/** The keys of the instruments that are meant at the moment; what names none is left out. */
export async function instrumentKeys(db: Queries, names: readonly string[], at: Instant): Promise<string[]> {
  const keys: string[] = []
  for (const name of names) {
    // A key that exists no longer still names the articles that it was in.
    const key = name.includes(':') ? (await references.findInstrument(db, name, at))?.key : name
    if (key) keys.push(key)
  }
  return keys
}
