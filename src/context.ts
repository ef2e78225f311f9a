import type { RepresentationCache } from './answers.ts'
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { Instant } from './values/time.ts'

/** What a log line may carry; pino's signature, so that no slice needs to know pino. */
export interface Log {
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
}

/** Between which moments nothing becomes public or stops being so. */
export interface Stillness {
  /** The last change at or before the moment that was asked for. */
  readonly since: Instant
  /** The next change behind it, as far as is known now; null where none is. */
  readonly until: Instant | null
}

/** Tells for a moment when something last became public or stopped being so, and when something next will. */
export type Changes = (at: Instant) => Promise<Stillness>

/** What the process brings. */
export interface BaseContext {
  readonly config: Config
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  /** Aborted once the server is to stop. */
  readonly stopping: AbortSignal
}

/** All that a slice may ask for. */
export interface Context extends BaseContext {
  /** Answers that were prepared lately; null where none are kept. */
  readonly answers: RepresentationCache | null
  readonly changes: Changes
}
