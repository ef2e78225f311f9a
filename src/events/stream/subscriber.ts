import type { ServerResponse } from 'node:http'
import type { EventFilter } from '../filter.ts'
import { idFrame } from './frames.ts'

/** A subscriber with more bytes to take reads what comes next from the store. With a batch, fewer than 256 KiB wait. */
const pendingBytesMax = 64 * 1024
/** The 15 seconds of the contract, less the second in which idle streams are checked. */
const heartbeatMs = 14_000
/** After so many entries that its filter passes over, a subscriber is told the number of the last one. */
const passedOverMax = 1_000

/** The client at the other end of a stream. */
export interface Subscriber {
  readonly filter: EventFilter
  /** Number of the last entry that was sent, or passed over by the filter. */
  lastSeq(): number
  /** Sends the entries up to a number; null if the filter passes over all of them. */
  send(bytes: Buffer | null, lastSeq: number): void
  /** Sends a heartbeat if nothing was sent for a time. */
  beat(now: number): void
  /** Whether it takes entries more slowly than they come. */
  isBehind(): boolean
  /** Resolves when all bytes have left the process, or the connection is closed. */
  taken(): Promise<void>
  isOpen(): boolean
}

/** A subscriber that has had the entries up to a number. */
export function createSubscriber(response: ServerResponse, filter: EventFilter, after: number): Subscriber {
  let lastSeq = after
  /** The number that the client knows. */
  let knownSeq = after
  let sentAt = performance.now()

  const isOpen = () => !response.destroyed && !response.writableEnded
  const write = (bytes: Buffer) => {
    knownSeq = lastSeq
    sentAt = performance.now()
    response.write(bytes)
  }
  return {
    filter,
    lastSeq: () => lastSeq,
    send(bytes, last) {
      lastSeq = last
      if (!isOpen()) return
      if (bytes) write(bytes)
      else if (lastSeq - knownSeq >= passedOverMax) write(idFrame(lastSeq))
    },
    beat(now) {
      if (isOpen() && now - sentAt > heartbeatMs) write(idFrame(lastSeq))
    },
    isBehind: () => response.writableLength > pendingBytesMax,
    taken: () =>
      new Promise((resolve) => {
        if (response.destroyed || !response.writableNeedDrain) return resolve()
        const end = () => {
          response.off('drain', end).off('close', end)
          resolve()
        }
        response.on('drain', end).on('close', end)
      }),
    isOpen,
  }
}
