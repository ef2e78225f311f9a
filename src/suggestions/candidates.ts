import { padded } from '../db/compiled.ts'
import type { Queries } from '../db/database.ts'
import { referenceTerm } from '../publishing/derived/terms.ts'
import type { TypedWord } from '../search/typed.ts'
import type { Asked } from './asked.ts'
import type { NamedKind } from './popularity.ts'
import { matchingAmong, matchingAny, type WordRange } from './store.ts'

/** Popular references that are asked about at once. */
const chunk = 64
/** Beyond the popular ones: rows of words that are looked at, and references that are found. */
const bounds = { examined: 3_000, limit: 60 }

/**
 * Keys of the references whose names have all that is typed: the popular ones first, the others in the order of the word
 * that the first word finds, and of their keys.
 */
export async function* candidates(
  db: Queries,
  kind: NamedKind,
  popular: readonly string[],
  { typed, at }: Pick<Asked, 'typed' | 'at'>,
): AsyncGenerator<string> {
  const [first, ...others] = typed.map(rangeOf)
  if (!first) return
  const wanted = { kind, first, others }
  const given = new Set<string>()
  for (let begin = 0; begin < popular.length; begin += chunk) {
    const keys = popular.slice(begin, begin + chunk)
    const rows = await matchingAmong(db, { ...wanted, keys: padded(keys) })
    const found = new Set(rows.map(({ key }) => key))
    for (const key of keys) {
      if (!found.has(key)) continue
      given.add(key)
      yield key
    }
  }
  for (const { key } of await matchingAny(db, {
    ...wanted,
    prefix: referenceTerm(kind, ''),
    at,
    ...bounds,
  })) {
    if (given.has(key)) continue
    given.add(key)
    yield key
  }
}

/** No word has this character, which no letter comes behind. */
const last = '\u{10ffff}'

const rangeOf = ({ text, isBegun }: TypedWord): WordRange => ({
  from: text,
  to: isBegun ? `${text}${last}` : text,
})
