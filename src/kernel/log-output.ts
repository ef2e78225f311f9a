import { constants, fstatSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import sonic, { type SonicBoom } from 'sonic-boom'

/** Lines that wait to be written, in bytes; more are dropped. */
const waitingBytesMax = 1024 * 1024
/** Lines are written in pieces of this size, or once a second. */
const pieceBytes = 16_000
const flushMs = 1_000
/** How long the end of the process waits for lines that cannot be written. */
const endMs = 500

/** Where the log of a server goes. One that cannot be written holds up nothing: its lines are dropped and counted. */
export interface LogOutput {
  write(line: string): void
  /** Lines dropped since the start. */
  dropped(): number
  /** Writes the lines that wait, as far as they can be written within half a second. */
  end(): Promise<void>
}

/** Opens the log on a file descriptor: a file, a terminal or a pipe. `now` is the time in milliseconds since 1970. */
export function openLogOutput(descriptor: number, now: () => number): LogOutput {
  const output = new sonic.SonicBoom({
    fd: withoutBlocking(descriptor),
    minLength: pieceBytes,
    maxLength: waitingBytesMax,
    periodicFlush: flushMs,
  })
  let dropped = 0
  let untold = 0
  output.on('drop', () => {
    dropped += 1
    untold += 1
  })
  // Disk full, reader gone: the lines wait, and each later line tries again.
  output.on('error', () => {})
  output.on('drain', () => {
    if (untold > 0) output.write(tell(untold, now()))
    untold = 0
  })
  return {
    write: (line) => void output.write(line),
    dropped: () => dropped,
    // The first flush may leave less than a piece.
    end: () => Promise.race([flushed(output).then(() => flushed(output)), sleep(endMs)]),
  }
}

const flushed = (output: SonicBoom) => new Promise<void>((resolve) => output.flush(() => resolve()))

const tell = (count: number, time: number) =>
  `{"level":40,"time":${time},"dropped":${count},"msg":"log lines were dropped: the log could not be written"}\n`

/**
 * Opens a pipe or a terminal anew, in a way that a write never blocks. Otherwise one that nobody reads would block a
 * thread, and with it the end of the process.
 */
function withoutBlocking(descriptor: number): number {
  const file = fstatSync(descriptor)
  if (!file.isFIFO() && !file.isCharacterDevice()) return descriptor
  try {
    return openSync(
      `/proc/self/fd/${descriptor}`,
      constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY,
    )
  } catch {
    return descriptor
  }
}
