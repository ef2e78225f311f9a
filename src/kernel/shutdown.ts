import type { Log } from './log.ts'

const signals = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const

export interface Shutdown {
  /** Limit in milliseconds, after which the process ends with exit status 1. */
  readonly timeoutMs: number
  readonly log: Log
  /** Called once. If it fails, the exit status is 1. */
  readonly stop: () => Promise<unknown>
  /** Called last, when everything has been logged. */
  readonly flush: () => Promise<unknown>
}

/**
 * Ends the process in order after a signal, with exit status 0, or after an error that nothing has caught, with 1.
 * Later signals change nothing: terminals, npm and process groups pass on a signal several times.
 */
export function shutDownOnSignal({ timeoutMs, log, stop, flush }: Shutdown): void {
  let isStopping = false
  const end = async (status: number) => {
    await flush()
    process.exit(status)
  }
  const begin = async (status: number) => {
    if (isStopping) return
    isStopping = true
    setTimeout(() => {
      log.error({ timeoutMs }, 'the shutdown took too long')
      void end(1)
    }, timeoutMs).unref()
    await stop().then(
      () => end(status),
      (error: unknown) => {
        log.error({ err: error }, 'the shutdown failed')
        return end(1)
      },
    )
  }
  for (const signal of signals) process.on(signal, () => void begin(0))
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.error({ err: error }, 'stopping after an error that nothing has caught')
      void begin(1)
    })
  }
}
