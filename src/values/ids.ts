import { randomFillSync } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * A public id: a prefix and 80 random bits in lower-case Crockford base32. Random, because a time-sortable id would
 * tell the market when a draft was begun.
 */
export const newId = (prefix: 'art' | 'mnu' | 'dsc' | 'pub' | 'cor' | 'key' | 'tape' | 'whk'): string =>
  `${prefix}_${randomText(idCharacters)}`

const idCharacters = 16

/** Random lower-case Crockford base32: five bits per character, at most 64 characters. */
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

/** Buffered random bytes: a system call per id costs ten times as much. */
const pool = new Uint8Array(256 * idCharacters)
let used = pool.length
