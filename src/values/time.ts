import { z } from 'zod'

/** Fixed-width RFC 3339 UTC text with milliseconds, so that text order is time order. */
export type Instant = string

/** An interval around a moment in which nothing becomes public or stops being public. */
export interface StableInterval {
  /** The last change at or before the moment. */
  readonly since: Instant
  /** The next scheduled change after it; null if there is none. */
  readonly until: Instant | null
}

/** Schema of instants in answers. */
export const InstantText = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .meta({
    description: 'RFC 3339 in UTC with milliseconds',
    format: 'date-time',
  })

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i
const isoDateTime = z.iso.datetime({ offset: true })
const lastMillisecond = Date.parse('9999-12-31T23:59:59.999Z')

/**
 * Reads RFC 3339 §5.6, years 0001 to 9999, as the millisecond that it lies in. Null for anything else, second 60
 * included.
 */
export const parseInstant = (text: string): Instant | null => parse(text, 0)

/** The same, as the first millisecond that is not before it. */
const parseBound = (text: string): Instant | null => parse(text, /\.\d{3}\d*[1-9]/.test(text) ? 1 : 0)

function parse(text: string, later: 0 | 1): Instant | null {
  // zod accepts a time without seconds, and upper case only.
  if (!rfc3339.test(text) || !isoDateTime.safeParse(text.toUpperCase()).success) return null
  const milliseconds = Date.parse(text.toUpperCase())
  const instant = toInstant(Math.min(milliseconds + later, Math.max(milliseconds, lastMillisecond)))
  return /^(?!0000)\d{4}-/.test(instant) ? instant : null
}

const instantRead = (read: (text: string) => Instant | null, rounding: string) =>
  z
    .string()
    .max(100)
    .refine((text) => read(text) !== null, {
      error: ({ input }) =>
        `is not an RFC 3339 instant with a time zone${/ \d\d:\d\d$/.test(String(input)) ? ' (in a URL, + is written %2B)' : ''}`,
      abort: true,
    })
    .overwrite((text) => read(text) ?? text)
    .meta({ format: 'date-time', description: `RFC 3339 with a time zone; ${rounding}` })

/**
 * Schema of instants in requests: RFC 3339 with any time zone, converted to UTC. Nothing changes within a millisecond,
 * so that a finer fraction is cut off.
 */
export const InstantInput = instantRead(parseInstant, 'finer than milliseconds is cut off')

/**
 * Schema of the bounds of half-open intervals, such as an embargo. A finer fraction is rounded up: no whole millisecond
 * changes its side of the bound, and nothing is public early.
 */
export const BoundInput = instantRead(parseBound, 'finer than milliseconds is rounded up')

export const toInstant = (milliseconds: number): Instant => new Date(milliseconds).toISOString()

export const addMilliseconds = (instant: Instant, milliseconds: number): Instant =>
  toInstant(Date.parse(instant) + milliseconds)

/** The latest of several instants; missing ones are ignored. */
export const latest = (first: Instant, ...others: (Instant | null | undefined)[]): Instant =>
  others.reduce<Instant>((last, next) => (next && next > last ? next : last), first)

/** The earliest of several bounds; null means never. */
export const earliest = (...bounds: (Instant | null)[]): Instant | null =>
  bounds.reduce<Instant | null>((first, next) => (next && (!first || next < first) ? next : first), null)

/** An ISO 8601 duration in whole units, such as `P15M`. */
export const Duration = z
  .string()
  .regex(
    /^P(?=\d|T\d)(?:\d{1,4}Y)?(?:\d{1,4}M)?(?:\d{1,4}W)?(?:\d{1,5}D)?(?:T(?=\d)(?:\d{1,5}H)?(?:\d{1,5}M)?(?:\d{1,5}S)?)?$/,
    {
      message: 'is not an ISO 8601 duration',
    },
  )
