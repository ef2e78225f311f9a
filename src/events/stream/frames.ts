import { readStored } from '../../values/stored.ts'
import { TapeEvent } from '../schema.ts'

/** Blocks of a stream of server-sent events. */

/** An entry of the tape, in the JSON of a poll. */
const entryFrame = (entry: TapeEvent): Buffer =>
  Buffer.from(`id: ${entry.seq}\ndata: ${JSON.stringify(readStored(TapeEvent, entry))}\n\n`)

/** Bytes that are sent at once to a subscriber, if there are several entries. */
const framesBytesMax = 128 * 1024

/** The first of some entries as blocks, as many as are sent at once. */
export function firstFrames(entries: readonly TapeEvent[]): Buffer[] {
  const frames: Buffer[] = []
  let bytes = 0
  for (const entry of entries) {
    const frame = entryFrame(entry)
    bytes += frame.length
    if (bytes > framesBytesMax && frames.length > 0) break
    frames.push(frame)
  }
  return frames
}

/** The number of an entry without `data`: it sets the last event id, and nothing is dispatched. */
export const idFrame = (seq: number): Buffer => Buffer.from(`id: ${seq}\n:\n\n`)

/** A comment that names the tape: another one than before means that entries were taken back. */
export const tapeFrame = (lineage: string): Buffer => Buffer.from(`: tape ${lineage}\n\n`)

/** The time in milliseconds after which a client comes back. */
export const retryFrame = (milliseconds: number): Buffer => Buffer.from(`retry: ${milliseconds}\n\n`)
