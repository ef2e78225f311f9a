import type { IncomingMessage } from 'node:http'
import { Refusal } from '../errors.ts'

export const urlBytesMax = 8 * 1024
const headerBytesMax = 16 * 1024
const headerFieldsMax = 100

/** What the parser takes, URL and header block together: more than both limits, so that each is refused by its name. */
export const parserBytesMax = 64 * 1024

/**
 * Refuses what Node's parser lets through: a URL or header block that is too large, another protocol than HTTP/1, and
 * a request for no host or for two. Throws 400, 414 and 431.
 */
export function checkLimits({ url = '', httpVersion, rawHeaders }: IncomingMessage): void {
  if (url.length > urlBytesMax) throw new Refusal(414, 'uri-too-long', 'The URL is longer than 8 KiB.')
  if (rawHeaders.length / 2 > headerFieldsMax) throw headersTooLarge('has more than 100 fields')
  // A name and its value come one after the other, and each pair with a colon, a space and a line end.
  const headerBytes = rawHeaders.reduce((bytes, text) => bytes + text.length + 2, 0)
  if (headerBytes > headerBytesMax) throw headersTooLarge('is larger than 16 KiB')
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length
  if (httpVersion === '1.1' ? hosts === 1 : httpVersion === '1.0' && hosts <= 1) return
  throw new Refusal(400, 'malformed-request', 'The request is not well-formed HTTP.')
}

export const headersTooLarge = (fault: string) =>
  new Refusal(431, 'headers-too-large', `The header block ${fault}.`)
