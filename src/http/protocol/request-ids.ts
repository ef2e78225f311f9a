import { randomBytes } from 'node:crypto'

/** Enough for seventy billion requests; all ids are of one length, as a 404 must tell nothing by its own. */
const countDigits = 7

/** Random for the process, counted within it: unique and cheap. */
export function createRequestIds(): () => string {
  const process = randomBytes(6).toString('base64url')
  let count = 0
  return () => {
    count += 1
    return process + count.toString(36).padStart(countDigits, '0')
  }
}
