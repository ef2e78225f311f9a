import type { IncomingMessage } from 'node:http'
import { type Refusal, refuse } from '../../kernel/refusal.ts'

export const urlBytesMax = 8 * 1024
const headerBytesMax = 16 * 1024
const headerFieldsMax = 100

/** Parser limit for URL and header block together; larger than both limits, so that each gets its own problem code. */
export const parserBytesMax = 64 * 1024

/**
 * Refuses what Node's parser lets through: a URL or header block over the size limit, any protocol but HTTP/1, a missing
 * or repeated Host. Null if the request is acceptable.
 */
export function limitsRefusal({
  url = '',
  httpVersion,
  headers,
  rawHeaders,
}: IncomingMessage): Refusal | null {
  const coding = headers['transfer-encoding']
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') return malformed()
  if (isTooLong(url)) return refuse('uri-too-long', 'The URL is longer than 8 KiB.')
  if (rawHeaders.length / 2 > headerFieldsMax) return headersTooLarge('has more than 100 fields')
  let headerBytes = 0
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    // 4: colon, space, CR and LF.
    headerBytes += name.length + (rawHeaders[index + 1]?.length ?? 0) + 4
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  if (headerBytes > headerBytesMax) return headersTooLarge('is larger than 16 KiB')
  if (httpVersion === '1.1' ? hosts === 1 : httpVersion === '1.0' && hosts <= 1) return null
  return malformed()
}

/** The place in a list does not count, or the next page of a long URL could not be asked for. No place is longer. */
const isTooLong = (url: string): boolean =>
  url.length > urlBytesMax / 6 &&
  encodedLength(url.replace(/[?&](?:cursor|after)=[^&]{0,512}/, '')) > urlBytesMax

/** Length with everything percent-encoded that `page.next` encodes, though clients may send it as it is. */
const encodedLength = (url: string): number =>
  url.length + 2 * (url.match(/["<>\\^`{|}[\]]/g)?.length ?? 0) + 5 * (url.match(/[\x80-\xff]/g)?.length ?? 0)

export const malformed = () => refuse('malformed-request', 'The request is not well-formed HTTP.')

export const headersTooLarge = (fault: string) => refuse('headers-too-large', `The header block ${fault}.`)
