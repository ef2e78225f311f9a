import type { IncomingMessage } from 'node:http'
import { type Refusal, refuse } from '../../kernel/refusal.ts'

export const urlBytesMax = 8 * 1024
const headerBytesMax = 16 * 1024
const headerFieldsMax = 100

/** What the parser takes, URL and header block together: more than both limits, so that each is refused by its name. */
export const parserBytesMax = 64 * 1024

/**
 * What Node's parser lets through and this server does not take: a URL or header block that is too large, another
 * protocol than HTTP/1, and a request for no host or for two. Null where there is nothing to refuse.
 */
export function limitsRefusal({
  url = '',
  httpVersion,
  headers,
  rawHeaders,
}: IncomingMessage): Refusal | null {
  const coding = headers['transfer-encoding']
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') return malformed()
  if (url.length > urlBytesMax) return refuse('uri-too-long', 'The URL is longer than 8 KiB.')
  if (rawHeaders.length / 2 > headerFieldsMax) return headersTooLarge('has more than 100 fields')
  let headerBytes = 0
  let hosts = 0
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    // Between them a colon and a space, behind them a line end.
    headerBytes += name.length + (rawHeaders[index + 1]?.length ?? 0) + 4
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  if (headerBytes > headerBytesMax) return headersTooLarge('is larger than 16 KiB')
  if (httpVersion === '1.1' ? hosts === 1 : httpVersion === '1.0' && hosts <= 1) return null
  return malformed()
}

export const malformed = () => refuse('malformed-request', 'The request is not well-formed HTTP.')

export const headersTooLarge = (fault: string) => refuse('headers-too-large', `The header block ${fault}.`)
