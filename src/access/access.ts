import type { Desk } from '../http/endpoints/access.ts'
import type { BaseContext } from '../http/endpoints/context.ts'
import { trail } from './audit/trail.ts'
import { createKeyRing } from './keys/ring.ts'
import { replays } from './replays.ts'

/** What management over HTTP needs of the desk. */
export const createDesk = (context: BaseContext): Desk => ({ keys: createKeyRing(context), trail, replays })
