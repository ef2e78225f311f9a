import { isUtf8 } from 'node:buffer'
import { invalidBody } from './invalid-body.ts'
import { scanJson } from './scan.ts'

/**
 * Parses a body as strict I-JSON (RFC 7493): UTF-8 without a byte order mark, no duplicate names, only numbers that a
 * double preserves, no text with bidirectional controls. Throws 400 `invalid-body`.
 */
export function readJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw invalidBody('', 'is not well-formed UTF-8')
  const text = bytes.toString('utf8')
  if (text.startsWith('\uFEFF')) throw invalidBody('', 'begins with a byte order mark')
  scanJson(text)
  return JSON.parse(text)
}
