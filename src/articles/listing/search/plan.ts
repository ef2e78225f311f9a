import { everything } from '../../../publishing/derived/terms.ts'
import { publishedToken, termToken, updatedLengths, updatedToken } from '../../../search/document.ts'
import type { Clause, Phrase, SearchQuery } from '../../../search/query.ts'
import { dateOfRow, firstRowOf, type RowRange, rowsPerMs } from '../../../search/rows.ts'
import { addMilliseconds, type Instant } from '../../../values/time.ts'
import type { Selection } from '../selection.ts'

const token = (text: string): Phrase => ({ tokens: [text], isPrefix: false })
const termClause = (terms: readonly string[]): Clause => terms.map((term) => token(termToken(term)))

/** The search of a selection, with its filters as further clauses; null if it finds nothing. */
export function queryOf({ search, groups, excluded }: Selection): SearchQuery | null {
  if (!search || search.clauses.length === 0) return null
  const filters = groups.filter((terms) => !terms.includes(everything))
  return {
    clauses: [...search.clauses, ...filters.map(termClause)],
    excluded: [...search.excluded, ...excluded.map((term) => termClause([term]))],
  }
}

const dayMs = 86_400_000
/** Rows may lie up to a day after their date. */
const displacedMax = BigInt(dayMs * rowsPerMs)

/** The rows in which a list by editorial date goes on, after one of them. */
export function rangeOf(
  { at, published, sort }: Pick<Selection, 'at' | 'published' | 'sort'>,
  after: bigint | null,
): RowRange {
  const { from: first = '0001-01-01T00:00:00.000Z', to = at } = published
  const range = {
    from: firstRowOf(first),
    to: firstRowOf(addMilliseconds(to < at ? to : at, dayMs)),
  }
  if (after === null) return range
  return sort === 'publishedAt' ? { ...range, from: after + 1n } : { ...range, to: after }
}

/** Clauses whose occurrences are counted: each costs a query. */
const countedMax = 3

/** Clauses of single tokens, of which every match has one of each, the likely rarest first. A phrase is taken apart. */
export const countable = ({ clauses }: SearchQuery): Clause[] =>
  rarestFirst(
    clauses.flatMap((clause): Clause[] => {
      const [phrase, ...others] = clause
      if (!phrase || others.length > 0 || phrase.tokens.length === 1) return [clause]
      const { tokens } = phrase
      const last = { ...phrase, tokens: tokens.slice(-1) }
      return [...[...new Set(tokens.slice(0, -1))].map((text) => [token(text)]), [last]]
    }),
  ).slice(0, countedMax)

/** Whether a query asks for one word, whatever it excludes. */
export const hasOneWord = ({ clauses }: SearchQuery): boolean =>
  clauses.length === 1 && clauses[0]?.[0]?.tokens.length === 1

/** Numbers first and then the longest, which are likely to be rare. */
export const rarestFirst = (clauses: readonly Clause[]): Clause[] =>
  clauses.toSorted((one, other) => rarityOf(other) - rarityOf(one))

function rarityOf([phrase]: Clause): number {
  const [first = ''] = phrase?.tokens ?? []
  return first.length + (/\d/.test(first) ? 100 : 0)
}

/** Of more, the next longer ones are named; of more years, none. */
const periodsMax = 40

/**
 * The days, months or years of a range of rows, as a clause. Without it, the engine would look on for the first match
 * after the range, however far away that is. If given as years, the first and the last year are given as months.
 */
export function periodsIn({ from, to }: RowRange): Clause | null {
  const first = dateOfRow(from > displacedMax ? from - displacedMax : 1n)
  const last = dateOfRow(to)
  const years = periodsBetween(first, last, 'year')
  const periods =
    periodsBetween(first, last, 'day') ??
    periodsBetween(first, last, 'month') ??
    years?.flatMap((year) => {
      if (year !== years[0] && year !== years.at(-1)) return [year]
      const [begin, end] = [`${year}-01-01`, `${year}-12-31`]
      return periodsBetween(first > begin ? first : begin, last < end ? last : end, 'month') ?? [year]
    })
  return periods?.map((period) => token(publishedToken(period))) ?? null
}

/** How much of a date names a period, and how the next one begins. */
const units = {
  day: { length: 10, advance: (date: Date) => date.setUTCDate(date.getUTCDate() + 1) },
  month: { length: 7, advance: (date: Date) => date.setUTCMonth(date.getUTCMonth() + 1, 1) },
  year: { length: 4, advance: (date: Date) => date.setUTCFullYear(date.getUTCFullYear() + 1, 0, 1) },
}

/** The periods from a date to another; null if there are more than are named. */
function periodsBetween(first: string, last: string, unit: keyof typeof units): string[] | null {
  const { length, advance } = units[unit]
  const periods: string[] = []
  for (const date = new Date(first); periods.length <= periodsMax; advance(date)) {
    const period = date.toISOString().slice(0, length)
    if (period > last.slice(0, length)) return periods
    periods.push(period)
  }
  return null
}

/** A year, month, day, hour, minute or second of the last change. */
export const changedIn = (period: string): Clause => [token(updatedToken(period))]

/** The parts of a period, the last first, that begin at an instant or before it; none of a second. */
export function partsOf(period: string, instant: Instant): string[] {
  const place = updatedLengths.indexOf(period.length)
  const length = updatedLengths[place + 1]
  const [separator, first, last] = divisions[place] ?? ['', 0, -1]
  return Array.from({ length: last - first + 1 }, (_, at) => last - at)
    .map((part) => `${period}${separator}${String(part).padStart(2, '0')}`)
    .filter((part) => part <= instant.slice(0, length))
}

/** Months of a year, days of a month, and so on: what stands before them, the first and the last. */
const divisions: readonly [separator: string, first: number, last: number][] = [
  ['-', 1, 12],
  ['-', 1, 31],
  ['T', 0, 23],
  [':', 0, 59],
  [':', 0, 59],
]
