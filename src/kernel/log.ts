/** Subset of pino's interface, so that slices do not depend on pino. */
export interface Log {
  error(fields: object, message: string): void
  warn(fields: object, message: string): void
  info(fields: object, message: string): void
}

/** A persisting fault is logged at most once in this time, in milliseconds. */
const loggedAgainMs = 30_000

/** Logs the faults of background work, which may recur at each attempt. */
export function createFaultLog(log: Pick<Log, 'error'>, message: string): (error: unknown) => void {
  let loggedAt = Number.NEGATIVE_INFINITY
  return (error) => {
    if (performance.now() - loggedAt < loggedAgainMs) return
    loggedAt = performance.now()
    log.error({ err: error }, message)
  }
}
