import { timingSafeEqual } from 'node:crypto'
import type { Database } from '../../db/database.ts'
import type { KeyRing } from '../../http/endpoints/access.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import { addMilliseconds, type Instant } from '../../values/time.ts'
import { findByHash, recordUse } from './store.ts'
import { hashOf, isToken } from './token.ts'

/** The last use of a key is recorded at most once a minute. */
const notedEveryMs = 60_000

export interface KeyRingDependencies {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  /** Aborted when the server begins to shut down. */
  readonly stopping: AbortSignal
}

/** Looks up keys in the store at each request, so that a revocation takes effect with the next one. */
export function createKeyRing(context: KeyRingDependencies): KeyRing {
  const noteUse = useNotes(context)
  return {
    async find(token) {
      if (!isToken(token)) return null
      const sha256 = hashOf(token)
      const key = await context.db.snapshot((db) => findByHash(db, sha256))
      if (!key || !timingSafeEqual(Buffer.from(key.sha256), Buffer.from(sha256))) return null
      const now = context.clock.now()
      if (key.revoked_at !== null || (key.expires_at !== null && key.expires_at <= now)) return null
      noteUse(key.id, key.last_used_at, now)
      return {
        keyId: key.id,
        keyName: key.name,
        scopes: JSON.parse(key.scopes),
        expiresAt: key.expires_at,
      }
    },
  }
}

/** Records the last use of a key in the background: the request neither waits for it nor fails with it. */
function useNotes({ db, log, stopping }: Omit<KeyRingDependencies, 'clock'>) {
  const underway = new Set<string>()
  return (id: string, noted: Instant | null, now: Instant): void => {
    const since = addMilliseconds(now, -notedEveryMs)
    if (underway.has(id) || stopping.aborted || (noted !== null && noted > since)) return
    underway.add(id)
    db.write(({ tx, at }) => recordUse(tx, id, at, since), { isInternal: true })
      .catch((error) => log.warn({ err: error, key: id }, 'the last use of a key was not recorded'))
      .finally(() => underway.delete(id))
  }
}
