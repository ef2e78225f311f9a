import type { IncomingHttpHeaders, Server } from 'node:http'
import type { Duplex } from 'node:stream'

/** What is known of a request that Node's parser has not finished. */
export interface Received {
  readonly url?: string | undefined
  readonly headers: IncomingHttpHeaders
}

/** An error of Node's parser. */
export interface ParserError extends NodeJS.ErrnoException {
  /** The bytes that were being parsed; absent for a timeout. */
  readonly rawPacket?: unknown
}

export interface ReceivedRequests {
  watch(server: Server): void
  /**
   * What is known of the request at fault: all of its head, or of the first request on a connection what its first
   * packet has of it. Undefined without a whole request line.
   */
  on(socket: Duplex, error: ParserError): Received | undefined
}

/** Follows which request each connection is sending, since Node does not tell it with a parser error. */
export function createReceived(): ReceivedRequests {
  const current = new WeakMap<Duplex, Received & { readonly complete: boolean }>()
  return {
    watch(server) {
      server.on('connection', (socket) =>
        socket.once('data', (packet: Buffer) => {
          const head = current.has(socket) ? undefined : headIn(packet)
          if (head) current.set(socket, { ...head, complete: false })
        }),
      )
      server.prependListener('request', (request) => current.set(request.socket, request))
    },
    on(socket, { rawPacket }) {
      const request = current.get(socket)
      if (request && !request.complete) return request
      return Buffer.isBuffer(rawPacket) ? headIn(rawPacket) : undefined
    },
  }
}

/** The head of the last request in a packet, which may have others before it. */
function headIn(packet: Buffer): Received | undefined {
  const text = packet.toString('latin1')
  const line = [...text.matchAll(/^[\w-]+ (\S+)(?: HTTP\/\S+)?\r?\n/gm)].at(-1)
  if (!line) return undefined
  const [, origin] = /^origin:[ \t]*(\S+)[ \t]*\r?$/im.exec(text.slice(line.index)) ?? []
  return { url: line[1], headers: { origin } }
}
