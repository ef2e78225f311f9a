import { clientOf, createAddressReader } from '../../http/edge/rate-limit.ts'
import type { Exchange } from '../../http/endpoints/stream.ts'
import type { Config } from '../../kernel/config.ts'
import { refuse } from '../../kernel/refusal.ts'

export type StreamLimits = Pick<Config, 'streams' | 'streamsPerClient' | 'trustedProxies'>

/** Counts the open streams of each client. Throws 429 `too-many-streams`; a place is free again when a stream ends. */
export function createStreamLimits(config: StreamLimits): (exchange: Exchange) => void {
  const addressOf = createAddressReader(config)
  const open = new Map<string, number>()
  let all = 0
  const add = (client: string, count: number) => {
    all += count
    const sum = (open.get(client) ?? 0) + count
    if (sum > 0) open.set(client, sum)
    else open.delete(client)
  }
  return ({ request, response }) => {
    const client = clientOf(addressOf(request))
    if (isReached(config.streams, all))
      throw tooMany('The server has as many streams open as it may. Try again later, or poll.')
    if (isReached(config.streamsPerClient, open.get(client) ?? 0))
      throw tooMany('This client has as many streams open as it may. Close one, or poll.')
    add(client, 1)
    response.once('close', () => add(client, -1))
  }
}

/** 0 is no limit. */
const isReached = (limit: number, count: number): boolean => limit > 0 && count >= limit

const retryAfterSeconds = '10'

const tooMany = (detail: string) =>
  refuse('too-many-streams', detail, { headers: { 'retry-after': retryAfterSeconds } })
