export interface ProgressStream {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** `total` is null where it cannot be known. */
export type OnProgress = (done: number, total: number | null) => void

const patienceMs = 2_000
const refreshMs = 200

/**
 * One updated line on a terminal, elsewhere a line for every tenth; nothing elsewhere if the total is not known. Silent
 * for the first two seconds.
 */
export function createProgress(stream: ProgressStream, total: number | null, things: string) {
  const startedAt = performance.now()
  let shownAt = 0
  let tenths = 0
  return {
    report(done: number): void {
      const now = performance.now()
      if (now - startedAt < patienceMs) return
      const line = lineOf(done, total, things)
      const reached = total === null ? 0 : Math.floor((10 * done) / total)
      if (stream.isTTY) {
        if (now - shownAt < refreshMs && done !== total) return
        shownAt = now
        stream.write(`\r${line}${done === total ? '\n' : ''}`)
      } else if (reached > tenths) stream.write(`${line}\n`)
      tenths = reached
    },
  }
}

const lineOf = (done: number, total: number | null, things: string): string =>
  total === null
    ? `${done.toLocaleString('en')} ${things}`
    : `${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${things} (${Math.floor((100 * done) / total)} %)`

/** Reports progress like `createProgress`, for work that reports its total itself. */
export function followProgress(stream: ProgressStream, things: string) {
  let progress: ReturnType<typeof createProgress> | undefined
  return (done: number, total: number | null): void => {
    progress ??= createProgress(stream, total, things)
    progress.report(done)
  }
}
