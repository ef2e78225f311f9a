import { randomFillSync } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * A public id: a prefix and 80 random bits in lower-case Crockford base32. Random, because an id that sorts by
 * time would tell the market when a draft was begun.
 */
export const newId = (prefix: 'art' | 'mnu' | 'dsc' | 'pub' | 'cor' | 'key'): string =>
  `${prefix}_${randomText(idCharacters)}`

const idCharacters = 16

/** Random lower-case Crockford base32, five bits a character, at most 64 characters. */
export function randomText(characters: number): string {
  if (used + characters > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  let text = ''
  for (const byte of pool.subarray(used, used + characters)) text += alphabet.charAt(byte & 31)
  used += characters
  return text
}

/** Random bytes for the next ids: asking the system for each id costs ten times as much. */
const pool = new Uint8Array(256 * idCharacters)
let used = pool.length
