import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'

/** The way from a node to its database, which can fail. */
export interface Way {
  readonly port: number
  /** Ends all connections, and refuses new ones until `heal`. */
  cut(): void
  /** Carries nothing until `heal`, as a network does that loses every packet. */
  stall(): void
  heal(): void
  /** Leads new connections elsewhere, and ends the others. */
  leadTo(port: number): void
}

export async function openWay(to: number): Promise<Way> {
  let [target, isCut, isStalled] = [to, false, false]
  const sockets = new Set<Socket>()
  const carry = (from: Socket, other: Socket) => {
    sockets.add(from)
    if (isStalled) from.pause()
    from.on('data', (bytes) => other.write(bytes))
    from.on('error', () => {})
    from.on('close', () => {
      sockets.delete(from)
      other.destroy()
    })
  }
  const server = createServer({ noDelay: true }, (client) => {
    if (isCut) return client.destroy()
    const database = connect({ port: target, host: '127.0.0.1', noDelay: true })
    carry(client, database)
    carry(database, client)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  onTestFinished(() => {
    destroyAll()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true
      destroyAll()
    },
    stall() {
      isStalled = true
      for (const socket of sockets) socket.pause()
    },
    heal() {
      isCut = false
      isStalled = false
      for (const socket of sockets) socket.resume()
    },
    leadTo(port) {
      target = port
      destroyAll()
    },
  }
}
