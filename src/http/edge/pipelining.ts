import type { RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Requests that may wait on a connection. Browsers and proxies have none waiting. */
const waitingMax = 100

/**
 * Begins the requests of a connection one after the other. Node parses pipelined requests at once, so a few bytes would
 * have thousands of answers made, which all wait in memory for the first to be sent. A connection with more than 100
 * that wait is closed.
 */
export function oneAtATime(begin: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, number>()
  return (request, response) => {
    if (hasTurn(response)) return begin(request, response)
    const { socket } = request
    if (socket.destroyed) return
    const count = (waiting.get(socket) ?? 0) + 1
    waiting.set(socket, count)
    if (count > waitingMax) {
      socket.destroy()
      return
    }
    response.once('socket', () => {
      waiting.set(socket, (waiting.get(socket) ?? 1) - 1)
      begin(request, response)
    })
  }
}

/** Node gives a response its socket when those before it have been sent. */
const hasTurn = (response: ServerResponse): boolean => response.socket !== null
