import type { IncomingMessage, ServerResponse } from 'node:http'
import { isManagement } from '../server/surface.ts'

/** Open at the same time; more would be no newsroom. */
const openMax = 200

/**
 * Takes requests of management that the overload would have refused: what an editor writes is rare, and worth more than
 * another read. Keys are looked at later, so it is bounded.
 */
export function createReserve(): (request: IncomingMessage, response: ServerResponse) => boolean {
  let open = 0
  return ({ url = '', headers }, response) => {
    if (open >= openMax || headers.authorization === undefined || !isManagement(url)) return false
    open += 1
    response.once('close', () => {
      open -= 1
    })
    return true
  }
}
