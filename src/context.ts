import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'

/** What a log line may carry; pino's signature, so that no slice needs to know pino. */
export interface Log {
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
}

/** All that a slice may ask for. */
export interface Context {
  readonly config: Config
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
}
