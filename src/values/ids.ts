import { randomFillSync } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * A public id: a prefix and 80 random bits in lower-case Crockford base32. Random, because an id that sorts by
 * time would tell the market when a draft was begun.
 */
export function newId(prefix: 'art' | 'mnu' | 'dsc' | 'pub' | 'cor' | 'key'): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  let id = `${prefix}_`
  for (const byte of pool.subarray(used, used + idCharacters)) id += alphabet.charAt(byte & 31)
  used += idCharacters
  return id
}

const idCharacters = 16
/** Random bytes for the next ids: asking the system for each id costs ten times as much. */
const pool = new Uint8Array(256 * idCharacters)
let used = pool.length
