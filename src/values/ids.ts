import { randomBytes } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * A public id: a prefix and 80 random bits in lower-case Crockford base32. Random, because an id that sorts by
 * time would tell the market when a draft was begun.
 */
export function newId(prefix: 'art' | 'mnu' | 'dsc' | 'pub' | 'cor'): string {
  const characters = Array.from(randomBytes(16), (byte) => alphabet.charAt(byte & 31))
  return `${prefix}_${characters.join('')}`
}
