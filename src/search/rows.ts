import { type Instant, toInstant } from '../values/time.ts'

/**
 * Rows per millisecond of the editorial date. The milliseconds from year 1 to 9999 times this are below 2^53, so that
 * every row that is read is an exact number. They are bound as `bigint`, since a number would be bound as a float.
 */
export const rowsPerMs = 28
const beginOfDates = Date.parse('0001-01-01T00:00:00.000Z')

/** The first row that an article of this editorial date may have. */
export const firstRowOf = (publishedAt: Instant): bigint =>
  BigInt((Date.parse(publishedAt) - beginOfDates) * rowsPerMs + 1)

/** The editorial date that a row stands for. */
export const dateOfRow = (row: bigint): Instant =>
  toInstant(Math.floor(Number(row) / rowsPerMs) + beginOfDates)

/** Rows from one to before another. */
export interface RowRange {
  readonly from: bigint
  readonly to: bigint
}
