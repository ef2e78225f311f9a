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
 * Later signals change nothing: terminals, npm and process groups pass on a signal several times. Returns a function that
 * takes all of this back.
 */
export function shutDownOnSignal({ timeoutMs, log, stop, flush }: Shutdown): () => void {
  let isStopping = false
  const end = async (status: number) => {
    await flush()
    process.exit(status)
  }
  const begin = async (status: number, reason: string) => {
    if (isStopping) return
    isStopping = true
    log.info({ reason }, 'stopping')
    setTimeout(() => {
      log.error({ timeoutMs }, 'the shutdown took too long')
      void end(1)
    }, timeoutMs).unref()
    await stop().then(
      () => {
        log.info({}, 'stopped')
        return end(status)
      },
      (error: unknown) => {
        log.error({ err: error }, 'the shutdown failed')
        return end(1)
      },
    )
  }
  const onSignal = (signal: string) => void begin(0, signal)
  const onError = (error: unknown) => {
    log.error({ err: error }, 'stopping after an error that nothing has caught')
    void begin(1, 'error')
  }
  const errors = ['uncaughtException', 'unhandledRejection'] as const
  for (const signal of signals) process.on(signal, onSignal)
  for (const event of errors) process.on(event, onError)
  return () => {
    for (const signal of signals) process.off(signal, onSignal)
    for (const event of errors) process.off(event, onError)
  }
}
