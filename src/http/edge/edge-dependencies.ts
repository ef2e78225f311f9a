import { randomBytes } from 'node:crypto'
import type { Clock } from '../../kernel/clock.ts'
import type { Config } from '../../kernel/config.ts'
import type { ProblemTable } from '../../kernel/refusal.ts'
import { createHeaders } from '../protocol/headers.ts'
import { createProblemWriter, type RefusalPages } from '../protocol/problem.ts'
import type { EdgeDependencies } from './edge.ts'
import { createAddressReader, createRateLimiter } from './rate-limit.ts'

interface Surroundings extends Pick<EdgeDependencies, 'cache' | 'onAnswered'> {
  readonly config: Config
  readonly clock: Clock
  readonly stopping: AbortSignal
  readonly problems: ProblemTable
  readonly refusalPages?: RefusalPages | undefined
}

/** Builds the edge from the configuration. */
export const createEdgeDependencies = ({
  config,
  clock,
  stopping,
  problems,
  refusalPages,
  ...rest
}: Surroundings): EdgeDependencies => ({
  ...rest,
  limiter: createRateLimiter(config.rateLimit),
  addressOf: createAddressReader(config),
  stopping,
  now: clock.milliseconds,
  isCurrent: clock.isCurrent,
  elapsed: clock.elapsed,
  newRequestId: createRequestIds(),
  headersOf: createHeaders(config.corsOrigins),
  problems: createProblemWriter(problems, refusalPages),
})

/** Enough for 70 billion requests. All ids have the same length, so that the length of a 404 reveals nothing. */
const countDigits = 7

/** A random prefix per process and a counter: unique and cheap. */
function createRequestIds(): () => string {
  const process = randomBytes(6).toString('base64url')
  let count = 0
  return () => {
    count += 1
    return process + count.toString(36).padStart(countDigits, '0')
  }
}
