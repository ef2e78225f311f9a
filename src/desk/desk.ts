import type { BaseContext } from '../context.ts'
import type { Desk } from '../management.ts'
import { trail } from './audit/trail.ts'
import { replays } from './idempotency/replays.ts'
import { createKeyRing } from './keys/ring.ts'

/** What management over HTTP needs of the desk. */
export const createDesk = (context: BaseContext): Desk => ({ keys: createKeyRing(context), trail, replays })
