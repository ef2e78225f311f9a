import { statement } from '../../db/compiled.ts'
import type { Queries, View } from '../../db/database.ts'
import { earliest, type Instant, latest } from '../../values/time.ts'

/** An interval around a moment in which nothing becomes public or stops being public. */
export interface Stillness {
  /** The last change at or before the moment. */
  readonly since: Instant
  /** The next scheduled change after it; null if there is none. */
  readonly until: Instant | null
}

export type StillnessAt = (view: View, at: Instant) => Promise<Stillness>

/** Queries the store once per epoch and change, not at each request. */
export function createStillness(): StillnessAt {
  let known: (Stillness & { readonly epoch: number }) | null = null
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
  const today = dayOf(at)
  const [begun] = await lastListed(db, { today })
  const [ended] = await lastDelisted(db, { today })
  return latest('0001-01-01T00:00:00.000Z', recorded?.at, due?.at, beginOf(begun?.day), beginOf(ended?.day))
}

/** The first scheduled change of public content after the given moment. */
async function nextChangeAt(db: Queries, at: Instant): Promise<Instant | null> {
  const [recorded] = await firstRecorded(db, { at })
  const [due] = await firstDue(db, { at })
  const today = dayOf(at)
  const [begins] = await firstListed(db, { today })
  const [ends] = await firstDelisted(db, { today })
  return earliest(recorded?.at ?? null, due?.at ?? null, beginOf(begins?.day), beginOf(ends?.day))
}

const dayOf = (at: Instant): string => at.slice(0, 10)
const beginOf = (day: string | undefined): Instant | null => (day ? `${day}T00:00:00.000Z` : null)

const lastRecorded = statement((db, { at }: { at: Instant }) =>
  db.selectFrom('tape').select('at').where('at', '<=', at).orderBy('at', 'desc').limit(1),
)

const lastDue = statement((db, { at }: { at: Instant }) =>
  db.selectFrom('due').select('at').where('at', '<=', at).orderBy('at', 'desc').limit(1),
)

const firstRecorded = statement((db, { at }: { at: Instant }) =>
  db.selectFrom('tape').select('at').where('at', '>', at).orderBy('at').limit(1),
)

const firstDue = statement((db, { at }: { at: Instant }) =>
  db.selectFrom('due').select('at').where('at', '>', at).orderBy('at').limit(1),
)

/**
 * Listings begin and end on dates and have no tape entries for them. A date before the listing was put does not count:
 * the change came with the put.
 */
const lastListed = statement((db, { today }: { today: string }) =>
  db
    .selectFrom('listing')
    .select('valid_from as day')
    .where('valid_from', '<=', today)
    .whereRef('valid_from', '>', 'visible_from')
    .orderBy('valid_from', 'desc')
    .limit(1),
)

const lastDelisted = statement((db, { today }: { today: string }) =>
  db
    .selectFrom('listing')
    .select('valid_to as day')
    .where('valid_to', '<=', today)
    .whereRef('valid_to', '>', 'visible_from')
    .orderBy('valid_to', 'desc')
    .limit(1),
)

const firstListed = statement((db, { today }: { today: string }) =>
  db
    .selectFrom('listing')
    .select('valid_from as day')
    .where('valid_from', '>', today)
    .whereRef('valid_from', '>', 'visible_from')
    .orderBy('valid_from')
    .limit(1),
)

const firstDelisted = statement((db, { today }: { today: string }) =>
  db
    .selectFrom('listing')
    .select('valid_to as day')
    .where('valid_to', '>', today)
    .whereRef('valid_to', '>', 'visible_from')
    .orderBy('valid_to')
    .limit(1),
)
