import { createHash, randomBytes } from 'node:crypto'

const secretBytes = 32
const secretCharacters = 43
const checksumCharacters = 6
const form = new RegExp(`^bt_[A-Za-z0-9_-]{${secretCharacters + checksumCharacters}}$`)

/** A new key as its holder gets it: `bt_`, 256 random bits and a checksum, in base64url. */
export function newToken(): string {
  const secret = `bt_${randomBytes(secretBytes).toString('base64url')}`
  return secret + checksum(secret)
}

/** False for whatever was never given out, such as a key with a typing error: nothing has to be looked up for it. */
export function isToken(text: string): boolean {
  if (!form.test(text)) return false
  return checksum(text.slice(0, -checksumCharacters)) === text.slice(-checksumCharacters)
}

const checksum = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url').slice(0, checksumCharacters)

/** What is kept of a key. No salt: nobody guesses 256 random bits. */
export const hashOf = (token: string): string => createHash('sha256').update(`key ${token}`).digest('hex')
