import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import type { RepresentationCache } from './http/representations.ts'
import type { Changes } from './publishing/changes.ts'

/** What a log line may carry; pino's signature, so that no slice needs to know pino. */
export interface Log {
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
}

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
