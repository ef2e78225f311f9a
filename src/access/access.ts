import type { Access } from '../http/endpoints/access.ts'
import { trail } from './audit/trail.ts'
import { createKeyRing, type KeyRingParts } from './keys/ring.ts'
import { replays } from './replays.ts'

export const createAccess = (parts: KeyRingParts): Access => ({ keys: createKeyRing(parts), trail, replays })
