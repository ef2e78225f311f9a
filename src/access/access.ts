import type { Access } from '../http/endpoints/access.ts'
import { trail } from './audit/trail.ts'
import { createKeyRing, type KeyRingParts } from './keys/ring.ts'
import { replays } from './replays.ts'

/** Keys, audit trail and idempotency records, as endpoints use them. */
export const createAccess = (parts: KeyRingParts): Access => ({ keys: createKeyRing(parts), trail, replays })
