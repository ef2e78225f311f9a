import type { Collection, StableIntervalAt } from '../../db/cache-tags.ts'
import { statement } from '../../db/compiled.ts'
import type { Database, Queries, View } from '../../db/database.ts'
import { earliest, type Instant, latest, type StableInterval } from '../../values/time.ts'

/** Queries the store once per collection and change of it, not at each request. */
export function createStableIntervals({ epoch: lastEpoch }: Pick<Database, 'epoch'>): StableIntervalAt {
  const known = new Map<Collection, StableInterval & { readonly epoch: number }>()
  const intervalAt = async ({ db, epoch }: View, collection: Collection, at: Instant) => {
    const one = known.get(collection)
    const isCurrent = one && lastEpoch([collection]) <= one.epoch
    if (isCurrent && one.since <= at && (one.until === null || at < one.until)) return one
    const found = {
      epoch,
      since: await lastChangeAt(db, collection, at),
      until: await nextChangeAt(db, collection, at),
    }
    // A past moment must not evict the present, which most requests ask for.
    if (!isCurrent || found.since > one.since) known.set(collection, found)
    return found
  }
  return async (view, collections, at) => {
    const intervals: StableInterval[] = []
    for (const collection of collections) intervals.push(await intervalAt(view, collection, at))
    return {
      since: latest('0001-01-01T00:00:00.000Z', ...intervals.map(({ since }) => since)),
      until: earliest(...intervals.map(({ until }) => until)),
    }
  }
}

/**
 * The latest moment, at or before the given one, at which something of the collection became public or stopped being
 * public, or a listing began or ended. Lists are pinned to it rather than to the clock, so that their bytes stay the same.
 */
export async function lastChangeAt(db: Queries, collection: Collection, at: Instant): Promise<Instant> {
  const [recorded] = await lastRecorded(db, { collection, at })
  const [due] = await lastDue(db, { collection, at })
  const [begun] = collection === 'references' ? await lastListed(db, { at }) : []
  const [ended] = collection === 'references' ? await lastDelisted(db, { at }) : []
  return latest('0001-01-01T00:00:00.000Z', recorded?.at, due?.at, begun?.at, ended?.at)
}

/** The first scheduled change of the collection after the given moment. */
async function nextChangeAt(db: Queries, collection: Collection, at: Instant): Promise<Instant | null> {
  const [recorded] = await firstRecorded(db, { collection, at })
  const [due] = await firstDue(db, { collection, at })
  const [begins] = collection === 'references' ? await firstListed(db, { at }) : []
  const [ends] = collection === 'references' ? await firstDelisted(db, { at }) : []
  return earliest(recorded?.at ?? null, due?.at ?? null, begins?.at ?? null, ends?.at ?? null)
}

/** Which neighbour of a moment to find: the last at or before it, or the first after it. */
const sides = { last: ['<=', 'desc'], first: ['>', 'asc'] } as const
type Side = keyof typeof sides

const nearest = (side: Side, table: 'tape' | 'due') => {
  const [comparison, order] = sides[side]
  return statement((db, { collection, at }: { collection: Collection; at: Instant }) =>
    db
      .selectFrom(table)
      .select('at')
      .where('collection', '=', collection)
      .where('at', comparison, at)
      .orderBy('at', order)
      .limit(1),
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
