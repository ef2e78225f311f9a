import { isUtf8 } from 'node:buffer'
import { invalidBody } from './invalid-body.ts'
import { scanJson } from './scan.ts'

/**
 * Reads a body as I-JSON (RFC 7493), strictly: one value in UTF-8 without a byte order mark, each name once in its
 * object, numbers that a double holds as they stand, text that can be shown as it stands. Throws 400 `invalid-body`.
 */
export function readJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw invalidBody('', 'is not well-formed UTF-8')
  const text = bytes.toString('utf8')
  if (text.startsWith('\uFEFF')) throw invalidBody('', 'begins with a byte order mark')
  scanJson(text)
  return JSON.parse(text)
}
