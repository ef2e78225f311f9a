/** A line of a file, without its line feed. */
export interface Line {
  readonly number: number
  /** The whole line, or its beginning if it is too long. */
  readonly bytes: Buffer
  readonly isTooLong: boolean
  /** Byte offset after the line. */
  readonly end: number
}

const newline = 0x0a
const blanks = Buffer.from(' \t\r')
const byteOrderMark = Buffer.from('\uFEFF')

/**
 * The lines of a byte stream, without blank ones, and without a byte order mark at their beginning, which some programs
 * write before each part of a file. Holds at most `bytesMax` of a line in memory. Unlike split2, it says where a line is
 * and reports one that is too long, so that every line gets a result.
 */
export async function* readLines(stream: AsyncIterable<Buffer>, bytesMax: number): AsyncGenerator<Line> {
  let number = 1
  let pieces: Buffer[] = []
  let size = 0
  let end = 0
  const finish = (): Line => {
    const line = { number, bytes: withoutMark(Buffer.concat(pieces)), isTooLong: size > bytesMax, end }
    number += 1
    pieces = []
    size = 0
    return line
  }
  const add = (piece: Buffer) => {
    size += piece.length
    end += piece.length
    if (size <= bytesMax || pieces.length === 0) pieces.push(piece)
    else pieces.length = 1
  }
  for await (const chunk of stream) {
    let begin = 0
    for (let stop = chunk.indexOf(newline); stop !== -1; stop = chunk.indexOf(newline, begin)) {
      add(chunk.subarray(begin, stop))
      begin = stop + 1
      end += 1
      const line = finish()
      if (!isBlank(line)) yield line
    }
    if (begin < chunk.length) add(chunk.subarray(begin))
  }
  const last = finish()
  if (!isBlank(last)) yield last
}

const withoutMark = (bytes: Buffer): Buffer =>
  bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark) ? bytes.subarray(byteOrderMark.length) : bytes

const isBlank = ({ bytes, isTooLong }: Line): boolean =>
  !isTooLong && bytes.every((byte) => blanks.includes(byte))
