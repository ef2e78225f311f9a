import { z } from 'zod'

/** How precisely a date is known, finest first. */
export const precisions = ['day', 'month', 'season', 'quarter', 'quadrimester', 'half_year', 'year'] as const
type Precision = (typeof precisions)[number]

/** A date as the first and the last day that it can mean, each as the number YYYYMMDD. */
interface Span {
  readonly first: number
  readonly last: number
  /** With `X` for some digits, how precisely it is known and how precisely it is written. */
  readonly precisions: readonly Precision[]
}

/** Groupings of months of level 2: the code of the first in a year, and the months of each. */
const groupings = [
  { precision: 'quarter', code: 33, months: 3 },
  { precision: 'quadrimester', code: 37, months: 4 },
  { precision: 'half_year', code: 40, months: 6 },
] as const

const year = String.raw`^(?!-0000)(?<year>-?\d{2}(?:\d\d|\dX|XX)|Y-?[1-9]\d{4,8})`
/** Only a year of four digits has months, only a known month has known days. */
const month = String.raw`(?<=^-?\d{4})-(?<month>0[1-9]|1[0-2]|XX)`
const day = String.raw`-(?<day>(?<!XX-)(?:0[1-9]|[12]\d|3[01])|XX)`
const calendarDate = new RegExp(`${year}(?:${month}(?:${day})?)?[?~%]?$`)
const grouping = /^(?!-0000)(?<year>-?\d{4})-(?<code>2[1-9]|3\d|4[01])[?~%]?$/

/** Null for what is no date, such as 30 February. */
const spanOf = (text: string): Span | null => calendarSpan(text) ?? groupingSpan(text)

function calendarSpan(text: string): Span | null {
  const { year, month = '', day = '' } = calendarDate.exec(text)?.groups ?? {}
  if (year === undefined) return null
  const [from, to] = yearsOf(year)
  if (Number(day) > daysIn(from, Number(month))) return null
  const said: Precision[] = []
  if (day) said.push('day')
  if (month && (!day || day === 'XX')) said.push('month')
  if (!month || month === 'XX') said.push('year')
  return {
    first: dayNumber(from, Number(month) || 1, Number(day) || 1),
    last: dayNumber(to, Number(month) || 12, Number(day) || 31),
    precisions: said,
  }
}

/** The first and the last year; `X` stands for any digit. */
function yearsOf(text: string): [number, number] {
  const ends = ['0', '9'].map((digit) => Number(text.replace('Y', '').replaceAll('X', digit)))
  return [Math.min(...ends), Math.max(...ends)]
}

function groupingSpan(text: string): Span | null {
  const groups = grouping.exec(text)?.groups
  if (!groups) return null
  const [year, code] = [Number(groups.year), Number(groups.code)]
  const found = groupings.findLast((one) => one.code <= code)
  // The months of a season depend on the hemisphere, and a winter ends in another year.
  if (!found)
    return { first: dayNumber(year, 1, 1), last: dayNumber(year + 1, 3, 31), precisions: ['season'] }
  const { precision, months } = found
  const end = (code - found.code + 1) * months
  return {
    first: dayNumber(year, end - months + 1, 1),
    last: dayNumber(year, end, 31),
    precisions: [precision],
  }
}

const dayNumber = (year: number, month: number, day: number): number => year * 10_000 + month * 100 + day

/** The Gregorian calendar repeats after 400 years; JavaScript takes years below 100 for those of the 20th century. */
const daysIn = (year: number, month: number): number =>
  new Date(Date.UTC(2000 + (((year % 400) + 400) % 400), month, 0)).getUTCDate()

type Reading = { readonly precisions: readonly Precision[] } | { readonly fault: string }

function readEdtf(text: string): Reading {
  const parts = text.split('/')
  const spans = parts.map(spanOf)
  const [begin, end] = spans
  const isEnd = (part: string) => part === '' || part === '..'
  const named = spans.filter((span) => span !== null)
  const isWritten = parts.every((part, index) => spans[index] || (parts.length === 2 && isEnd(part)))
  if (parts.length > 2 || named.length === 0 || !isWritten)
    return { fault: 'is not an EDTF date, such as 2026-03 or 2024/..' }
  if (begin && end && end.last < begin.first) return { fault: 'ends before it begins' }
  const said = named.flatMap((span) => span.precisions)
  if (parts.length === 1) return { precisions: said }
  // Months from January to March may also stand for a quarter.
  return { precisions: precisions.slice(Math.min(...said.map((one) => precisions.indexOf(one)))) }
}

/**
 * A date of any precision, or an interval, in EDTF (ISO 8601-2:2019) level 1, and the quarters and other groupings of
 * level 2. `2026`, `2026-03`, `2026-02-27~` (approximate), `2026?`, `202X`, `2026-XX`, `-0044`, `Y17000`, `2025-23`
 * (autumn 2025), `2026-33` (first quarter of 2026), `2026-40` (its first half), `2026-02/2026-03`, `2024/..` (open),
 * `2024/` (end unknown). No times of day.
 */
export const Edtf = z
  .string()
  .max(64)
  .superRefine((text, context) => {
    const reading = readEdtf(text)
    if ('fault' in reading) context.addIssue({ code: 'custom', message: reading.fault })
  })

/**
 * How precisely the thing may be known that has this date: `2026` says the year and no day. An interval may be less
 * precise than its ends. Empty for what is no date.
 */
export function precisionsOf(edtf: string): readonly Precision[] {
  const reading = readEdtf(edtf)
  return 'fault' in reading ? [] : reading.precisions
}

/** Whether all that one date can mean lies before all that another can mean. False with intervals. */
export function endsBefore(one: string, other: string): boolean {
  const [spanOne, spanOther] = [spanOf(one), spanOf(other)]
  return spanOne !== null && spanOther !== null && spanOne.last < spanOther.first
}
