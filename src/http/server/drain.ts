import { once } from 'node:events'
import type { Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setTimeout as sleep, setImmediate as tick } from 'node:timers/promises'

/** Event-loop ticks to wait for one in which no connection is accepted. */
const ticksMax = 100
/** How long an accepted connection has for its first request, before it counts as idle. */
const firstRequestMs = 300
const pollMs = 50

/**
 * Stops accepting connections, answers the requests of those that are open, and closes each as soon as it is idle.
 * After `limitMs` the remaining ones are cut.
 *
 * `server.close()` of Node would close at once every connection whose request has not arrived yet, and would no longer
 * enforce the time limits of half-sent requests.
 */
export async function drain(server: Server, limitMs: number): Promise<void> {
  const until = performance.now() + limitMs
  await allAccepted(server)
  const closed = once(server, 'close')
  NetServer.prototype.close.call(server)
  let isClosed = false
  void closed.then(() => {
    isClosed = true
  })
  await Promise.race([closed, sleep(Math.min(firstRequestMs, limitMs / 2))])
  while (!isClosed && performance.now() < until) {
    server.closeIdleConnections()
    await Promise.race([closed, sleep(pollMs)])
  }
  server.closeAllConnections()
}

/** Closing resets the connections that wait to be accepted, so it follows a tick in which there was none. */
async function allAccepted(server: Server): Promise<void> {
  let accepted = 0
  const count = () => {
    accepted += 1
  }
  server.on('connection', count)
  let before = -1
  for (let ticks = 0; ticks < ticksMax && accepted !== before; ticks += 1) {
    before = accepted
    await tick()
  }
  server.off('connection', count)
}
