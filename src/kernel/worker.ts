/** Something that goes on beside the answering of requests, in one process. */
export interface Worker {
  /** Resolves once requests may be answered. */
  start(): Promise<void>
  /** Resolves once nothing of it goes on. */
  stop(): Promise<void>
}
