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
    example: '2026-03-17T00:00:00.000Z',
  })

const isoDateTime = z.iso.datetime({ offset: true })

/** Reads RFC 3339 with a zone, truncated to the millisecond. Null for anything else, second 60 included. */
export function parseInstant(text: string): Instant | null {
  // zod also accepts a time without seconds.
  if (!/T\d\d:\d\d:\d\d/.test(text) || !isoDateTime.safeParse(text).success) return null
  const instant = new Date(text).toISOString()
  return /^(?!0000)\d{4}-/.test(instant) ? instant : null
}

/** Schema of instants in requests: RFC 3339 with any time zone, converted to UTC with milliseconds. */
export const InstantInput = z
  .string()
  .max(40)
  .refine((text) => parseInstant(text) !== null, {
    message: 'is not an RFC 3339 instant with a time zone',
    abort: true,
  })
  .overwrite((text) => parseInstant(text) ?? text)
  .meta({ format: 'date-time', description: 'RFC 3339 with a time zone' })

export const toInstant = (milliseconds: number): Instant => new Date(milliseconds).toISOString()

export const addMilliseconds = (instant: Instant, milliseconds: number): Instant =>
  toInstant(Date.parse(instant) + milliseconds)

/** The latest of several instants; missing ones are ignored. */
export const latest = (first: Instant, ...others: (Instant | null | undefined)[]): Instant =>
  others.reduce<Instant>((last, next) => (next && next > last ? next : last), first)

/** The earliest of several bounds; null means never. */
export const earliest = (...bounds: (Instant | null)[]): Instant | null =>
  bounds.reduce<Instant | null>((first, next) => (next && (!first || next < first) ? next : first), null)

const edtfDate = String.raw`\d{4}(?:-(?:0[1-9]|1[0-2]|2[1-4])(?:-(?:0[1-9]|[12]\d|3[01]))?)?[?~%]?`

/**
 * A date of any precision in EDTF (ISO 8601-2:2019 level 1): `2026`, `2026-03`, `2025-23` (autumn 2025),
 * `2026-02-27~` (approximate), `2026-02/2026-03`.
 */
export const Edtf = z
  .string()
  .regex(new RegExp(`^${edtfDate}(?:/${edtfDate})?$`), { message: 'is not an EDTF date' })
  .refine(daysExist, { message: 'names a day that does not exist' })

function daysExist(text: string): boolean {
  const days = text.match(/\d{4}-\d\d-\d\d/g) ?? []
  return days.every((day) => parseInstant(`${day}T00:00:00Z`) !== null)
}

/** An ISO 8601 duration in whole units, such as `P15M`. */
export const Duration = z
  .string()
  .regex(
    /^P(?=\d|T\d)(?:\d{1,4}Y)?(?:\d{1,4}M)?(?:\d{1,4}W)?(?:\d{1,5}D)?(?:T(?=\d)(?:\d{1,5}H)?(?:\d{1,5}M)?(?:\d{1,5}S)?)?$/,
    {
      message: 'is not an ISO 8601 duration',
    },
  )
