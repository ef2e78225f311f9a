import type { Database } from '../../db/database.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Config } from '../../kernel/config.ts'
import type { ProblemTable } from '../../kernel/refusal.ts'
import { createHeaders } from '../protocol/headers.ts'
import { createProblemWriter } from '../protocol/problem.ts'
import { createRequestIds } from '../protocol/request-ids.ts'
import { createAddressReader } from './client-address.ts'
import type { EdgeParts } from './edge.ts'
import { watchLoad } from './load.ts'
import { createRateLimiter } from './rate-limit.ts'

interface Surroundings extends Pick<EdgeParts, 'cache' | 'onAnswered'> {
  readonly config: Config
  readonly db: Pick<Database, 'epoch'>
  readonly clock: Clock
  readonly stopping: AbortSignal
  readonly problems: ProblemTable
}

/** Builds the edge from the configuration. */
export const createEdgeParts = ({
  config,
  db,
  clock,
  stopping,
  problems,
  ...rest
}: Surroundings): EdgeParts => ({
  ...rest,
  load: watchLoad(),
  limiter: createRateLimiter(config.rateLimit),
  addressOf: createAddressReader(config),
  isDraining: () => stopping.aborted,
  epoch: db.epoch,
  now: clock.milliseconds,
  newRequestId: createRequestIds(),
  headersOf: createHeaders(config.corsOrigins),
  problems: createProblemWriter(problems),
})
