import { timingSafeEqual } from 'node:crypto'
import type { Database } from '../../db/database.ts'
import type { KeyRing } from '../../http/endpoints/access.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Log } from '../../kernel/log.ts'
import { addMilliseconds, type Instant } from '../../values/time.ts'
import { findByHash, touch } from './store.ts'
import { hashOf, isToken } from './token.ts'

/** So often the last use of a key is noted. */
const notedEveryMs = 60_000

/** What the keys are read from and noted in. */
export interface KeyRingParts {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  /** Aborted once the server is to stop. */
  readonly stopping: AbortSignal
}

/** The keys of the store. Each request asks anew, so that a revoked key ends with the request before. */
export function createKeyRing(context: KeyRingParts): KeyRing {
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

/** Writes down the last use of a key behind the request, which neither waits for it nor fails with it. */
function useNotes({ db, log, stopping }: Omit<KeyRingParts, 'clock'>) {
  const underway = new Set<string>()
  return (id: string, noted: Instant | null, now: Instant): void => {
    const since = addMilliseconds(now, -notedEveryMs)
    if (underway.has(id) || stopping.aborted || (noted !== null && noted > since)) return
    underway.add(id)
    db.write(({ tx, at }) => touch(tx, id, at, since))
      .catch((error) => log.warn({ err: error, key: id }, 'the last use of a key was not noted'))
      .finally(() => underway.delete(id))
  }
}
