import { z } from 'zod'
import { type Instant, toInstant } from './time.ts'

/** Area/Location or UTC: no offsets, which know no daylight saving, and no abbreviations, which are ambiguous. */
const name = /^(?:UTC|(?!SystemV)[A-Z][A-Za-z_]+(?:\/[A-Z][A-Za-z0-9_+-]*)+)$/

/** A name of the IANA time zone database that the runtime knows. Links such as `Asia/Calcutta` are names too. */
export const TimeZone = z
  .string()
  .max(40)
  .regex(name, { message: 'is not an IANA time zone such as Asia/Tokyo', abort: true })
  .refine(isKnown, { message: 'is not an IANA time zone such as Asia/Tokyo', abort: true })

/** Whether the runtime knows the zone; an older one may lack a zone that was stored. */
export function isKnown(zone: string): boolean {
  try {
    return Boolean(formatOf(zone))
  } catch {
    return false
  }
}

/** True if both names mean one zone, as `Asia/Calcutta` and `Asia/Kolkata` do. */
export const isSameZone = (one: string, other: string): boolean =>
  formatOf(one).resolvedOptions().timeZone === formatOf(other).resolvedOptions().timeZone

const dayMs = 24 * 60 * 60 * 1000
const firstInstant = Date.parse('0000-01-01T00:00:00.000Z')

/**
 * The first instant at which the calendar of the zone shows the day (`2026-11-28`) or a later one: midnight, except
 * where the clock skips midnight, or the whole day.
 */
export function dayBegin(day: string, zone: string): Instant {
  const midnight = Date.parse(`${day}T00:00:00.000Z`)
  const offsetOf = offsetIn(zone)
  const hasBegun = (at: number) => at + offsetOf(at) >= midnight
  // No offset is as large as a day.
  let [before, begun] = [midnight - dayMs, midnight + dayMs]
  const guess = midnight - offsetOf(midnight)
  if (hasBegun(guess) && !hasBegun(guess - 1)) [before, begun] = [guess - 1, guess]
  while (begun - before > 1) {
    const middle = Math.floor((before + begun) / 2)
    if (hasBegun(middle)) begun = middle
    else before = middle
  }
  return toInstant(Math.max(begun, firstInstant))
}

// Making a format costs more than a hundred uses of it.
const formats = new Map<string, Intl.DateTimeFormat>()

/** Throws a RangeError if the runtime does not know the zone. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })
  formats.set(zone, format)
  return format
}

/** Milliseconds by which the clocks of the zone are ahead of UTC at a moment, read from `GMT+09:00`. */
function offsetIn(zone: string): (at: number) => number {
  const format = formatOf(zone)
  return (at) => {
    const text = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes, seconds] = /([+-])(\d+):(\d+)(?::(\d+))?/.exec(text) ?? []
    const size = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)
    return (sign === '-' ? -size : size) * 1000
  }
}
