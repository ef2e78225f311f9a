/** Background work of a server process. */
export interface Worker {
  /** Resolves once the server may answer requests. */
  start(): Promise<void>
  /** Resolves once the work has ended. */
  stop(): Promise<void>
}
