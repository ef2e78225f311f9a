import type { TypedWord } from '../search/typed.ts'
import type { Instant } from '../values/time.ts'

/** What is typed, and what is to be suggested for it. */
export interface Asked {
  readonly typed: readonly TypedWord[]
  readonly at: Instant
  /** The last change of what is public, at or before it. */
  readonly since: Instant
  /** Suggestions of each kind. */
  readonly limit: number
  /** Of articles. */
  readonly locale: string | undefined
  readonly jurisdiction: string | null
}
