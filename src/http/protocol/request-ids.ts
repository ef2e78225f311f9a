import { randomBytes } from 'node:crypto'

/** Enough for 70 billion requests. All ids have the same length, so that the length of a 404 reveals nothing. */
const countDigits = 7

/** A random prefix per process and a counter: unique and cheap. */
export function createRequestIds(): () => string {
  const process = randomBytes(6).toString('base64url')
  let count = 0
  return () => {
    count += 1
    return process + count.toString(36).padStart(countDigits, '0')
  }
}
