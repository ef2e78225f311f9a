import { z } from 'zod'
import { Key, symbol } from '../values/text.ts'

/** Market identifier code, ISO 10383. */
export const Mic = z.string().regex(/^[A-Z0-9]{4}$/, { message: 'is not a market identifier code' })

/** Symbol of an instrument as its market prints it. Markets print some that differ in case only: `BRKA`, `BRKa`. */
export const Ticker = symbol(20)

/** Code of a term as its vocabulary prints it. */
export const TopicCode = symbol(64)

/** An instrument in a request: its key, or `MIC:TICKER`. */
export const InstrumentName = z
  .string()
  .max(120)
  .refine((name) => Key.safeParse(name).success || isPair(name, Mic, Ticker), {
    message: 'is not the key of an instrument or MIC:TICKER',
  })

/** A topic in a request or a reference: `scheme:code`. */
export const TopicName = z
  .string()
  .max(185)
  .refine((name) => isPair(name, Key, TopicCode), {
    message: 'is not scheme:code',
  })

function isPair(name: string, before: z.ZodType, after: z.ZodType): boolean {
  const [first, second, ...more] = name.split(':')
  return more.length === 0 && before.safeParse(first).success && after.safeParse(second).success
}
