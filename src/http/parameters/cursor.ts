import { hash } from 'node:crypto'
import { type Instant, parseInstant } from '../../values/time.ts'
import { invalidCursor } from './refusals.ts'

/** A keyset cursor: the moment that the list is pinned to, and the sort values of the last item sent. */
export interface Cursor {
  readonly pinned: Instant
  readonly after: readonly string[]
}

const textMax = 512

/** Encodes a cursor for the list identified by `scope` (path and filters). */
export function writeCursor(scope: string, { pinned, after }: Cursor): string {
  const text = JSON.stringify([pinned, ...after])
  return Buffer.from(`${checksum(scope, text)}${text}`).toString('base64url')
}

/** Decodes a cursor. Throws 400 `invalid-cursor` if it was altered or belongs to another list. */
export function readCursor(scope: string, cursor: string, afterLength: number): Cursor {
  if (cursor.length > textMax || !/^[A-Za-z0-9_-]+$/.test(cursor)) throw invalidCursor()
  const plain = Buffer.from(cursor, 'base64url').toString()
  // Several texts decode to the same bytes; accept only the canonical one.
  if (Buffer.from(plain).toString('base64url') !== cursor) throw invalidCursor()
  const text = plain.slice(checksumLength)
  if (plain.slice(0, checksumLength) !== checksum(scope, text)) throw invalidCursor()
  // The checksum is not secret, so a client can forge a cursor: validate its content.
  const [pinned, ...after] = parseStrings(text)
  if (pinned === undefined || parseInstant(pinned) !== pinned || after.length !== afterLength)
    throw invalidCursor()
  return { pinned, after }
}

const checksumLength = 8

const checksum = (scope: string, text: string): string =>
  hash('sha256', `${scope}\n${text}`, 'base64url').slice(0, checksumLength)

function parseStrings(text: string): string[] {
  try {
    const values: unknown = JSON.parse(text)
    return Array.isArray(values) && values.every((value) => typeof value === 'string') ? values : []
  } catch {
    return []
  }
}
