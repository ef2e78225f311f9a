import { createHash, randomBytes } from 'node:crypto'

const secretBytes = 32
const secretCharacters = 43
const checksumCharacters = 6
const form = new RegExp(`^bt_[A-Za-z0-9_-]{${secretCharacters + checksumCharacters}}$`)

/** A new secret: `bt_`, then 256 random bits and a checksum in base64url. */
export function newToken(): string {
  const secret = `bt_${randomBytes(secretBytes).toString('base64url')}`
  return secret + checksum(secret)
}

/** Checks form and checksum, so that a mistyped key is refused without a lookup. */
export function isToken(text: string): boolean {
  if (!form.test(text)) return false
  return checksum(text.slice(0, -checksumCharacters)) === text.slice(-checksumCharacters)
}

const checksum = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url').slice(0, checksumCharacters)

/** The stored hash of a key. No salt: nobody guesses 256 random bits. */
export const hashOf = (token: string): string => createHash('sha256').update(`key ${token}`).digest('hex')
