/** What a log line may carry; pino's signature, so that no slice needs to know pino. */
export interface Log {
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
}
