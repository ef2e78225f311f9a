import type { ServerResponse } from 'node:http'
import type { EventFilter } from '../filter.ts'
import { placeFrame } from './frames.ts'

/** A reader that has more to take reads from the store what comes next. With a batch, fewer than 256 KiB wait for it. */
const pendingBytesMax = 64 * 1024
/** Less than the 15 seconds of the contract by the interval in which it is looked who needs one. */
const heartbeatMs = 14_000
/** So many entries that the filter passes over move the place of a reader. */
const passedOverMax = 1_000

/** One who follows the tape. */
export interface Reader {
  readonly filter: EventFilter
  /** The last entry that was sent, or passed over by the filter. */
  place(): number
  /** Sends bytes, null for none, and moves the place. */
  send(bytes: Buffer | null, place: number): void
  /** Tells the place if nothing was sent for a time. */
  beat(now: number): void
  /** Whether it takes what it is sent more slowly than it comes. */
  isBehind(): boolean
  /** Resolves when all that was sent has left the process, or the connection is closed. */
  taken(): Promise<void>
  isOpen(): boolean
}

/** Follows the tape on a connection from a place on. */
export function createReader(response: ServerResponse, filter: EventFilter, after: number): Reader {
  let place = after
  /** The place that the client knows. */
  let told = after
  let sentAt = performance.now()

  const write = (bytes: Buffer) => {
    told = place
    sentAt = performance.now()
    response.write(bytes)
  }
  return {
    filter,
    place: () => place,
    send(bytes, next) {
      place = next
      if (response.destroyed) return
      if (bytes) write(bytes)
      else if (place - told >= passedOverMax) write(placeFrame(place))
    },
    beat(now) {
      if (!response.destroyed && now - sentAt > heartbeatMs) write(placeFrame(place))
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
    isOpen: () => !response.destroyed && !response.writableEnded,
  }
}
