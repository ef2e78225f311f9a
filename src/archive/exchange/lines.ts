import { createReadStream } from 'node:fs'

/** A line of a file, without its line feed. */
export interface Line {
  readonly number: number
  /** Null if the line exceeds the limit. */
  readonly bytes: Buffer | null
  /** Byte offset after the line. */
  readonly end: number
}

const newline = 0x0a

/**
 * Streams the lines of a file, skipping empty ones. Holds at most `bytesMax` of a line in memory. Unlike split2, it says
 * where a line is and reports one that is too long, so that every line gets a result.
 */
export async function* readLines(file: string, bytesMax: number): AsyncGenerator<Line> {
  let number = 1
  let pieces: Buffer[] = []
  let size = 0
  let end = 0
  const finish = (): Line => {
    const line = { number, bytes: size > bytesMax ? null : Buffer.concat(pieces), end }
    number += 1
    pieces = []
    size = 0
    return line
  }
  const add = (piece: Buffer) => {
    size += piece.length
    end += piece.length
    if (size > bytesMax) pieces = []
    else pieces.push(piece)
  }
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    let begin = 0
    for (let stop = chunk.indexOf(newline); stop !== -1; stop = chunk.indexOf(newline, begin)) {
      add(chunk.subarray(begin, stop))
      begin = stop + 1
      end += 1
      const line = finish()
      if (!isEmpty(line)) yield line
    }
    add(chunk.subarray(begin))
  }
  const last = finish()
  if (!isEmpty(last)) yield last
}

const isEmpty = ({ bytes }: Line): boolean =>
  bytes !== null && (bytes.length === 0 || (bytes.length === 1 && bytes[0] === 0x0d))
