import { statement } from '../../db/compiled.ts'
import type { Queries, View } from '../../db/database.ts'
import { earliest, type Instant, latest, type StableInterval } from '../../values/time.ts'

export type StableIntervalAt = (view: View, at: Instant) => Promise<StableInterval>

/** Queries the store once per epoch and change, not at each request. */
export function createStableIntervals(): StableIntervalAt {
  let known: (StableInterval & { readonly epoch: number }) | null = null
  return async ({ db, epoch }, at) => {
    if (known?.epoch === epoch && known.since <= at && (known.until === null || at < known.until))
      return known
    const found = { epoch, since: await lastChangeAt(db, at), until: await nextChangeAt(db, at) }
    // A past moment must not evict the present, which most requests ask for.
    if (!known || known.epoch < epoch || (known.epoch === epoch && found.since > known.since)) known = found
    return found
  }
}

/**
 * The latest moment, at or before the given one, at which something became public or stopped being public, or a listing
 * began or ended. Lists are pinned to it rather than to the clock, so that their bytes stay the same.
 */
export async function lastChangeAt(db: Queries, at: Instant): Promise<Instant> {
  const [recorded] = await lastRecorded(db, { at })
  const [due] = await lastDue(db, { at })
  const [begun] = await lastListed(db, { at })
  const [ended] = await lastDelisted(db, { at })
  return latest('0001-01-01T00:00:00.000Z', recorded?.at, due?.at, begun?.at, ended?.at)
}

/** The first scheduled change of public content after the given moment. */
async function nextChangeAt(db: Queries, at: Instant): Promise<Instant | null> {
  const [recorded] = await firstRecorded(db, { at })
  const [due] = await firstDue(db, { at })
  const [begins] = await firstListed(db, { at })
  const [ends] = await firstDelisted(db, { at })
  return earliest(recorded?.at ?? null, due?.at ?? null, begins?.at ?? null, ends?.at ?? null)
}

/** Which neighbour of a moment to find: the last at or before it, or the first after it. */
const sides = { last: ['<=', 'desc'], first: ['>', 'asc'] } as const
type Side = keyof typeof sides

const nearest = (side: Side, table: 'tape' | 'due') => {
  const [comparison, order] = sides[side]
  return statement((db, { at }: { at: Instant }) =>
    db.selectFrom(table).select('at').where('at', comparison, at).orderBy('at', order).limit(1),
  )
}

/**
 * Listings begin and end without tape entries. A beginning or end before the listing was put does not count: the change
 * came with the put.
 */
const nearestListing = (side: Side, column: 'valid_from' | 'valid_to') => {
  const [comparison, order] = sides[side]
  return statement((db, { at }: { at: Instant }) =>
    db
      .selectFrom('listing')
      .select(`${column} as at`)
      .where(column, comparison, at)
      .whereRef(column, '>', 'visible_from')
      .orderBy(column, order)
      .limit(1),
  )
}

const lastRecorded = nearest('last', 'tape')
const lastDue = nearest('last', 'due')
const lastListed = nearestListing('last', 'valid_from')
const lastDelisted = nearestListing('last', 'valid_to')
const firstRecorded = nearest('first', 'tape')
const firstDue = nearest('first', 'due')
const firstListed = nearestListing('first', 'valid_from')
const firstDelisted = nearestListing('first', 'valid_to')
