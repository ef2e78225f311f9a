import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  // biome-ignore lint/suspicious/noExplicitAny: a delivery, which is compared right away.
  readonly json: any
}

/** Answers a delivery with a status, or in its own way. */
export type Answering = (
  received: Received,
  response: ServerResponse,
) => number | undefined | Promise<number | undefined>

/** A receiver of deliveries on a port of its own, which takes everything unless it is told otherwise. */
export async function receiver(answering: Answering = () => 204) {
  const received: Received[] = []
  let answer = answering
  const listener: RequestListener = async (request, response) => {
    const body = Buffer.concat(await request.toArray())
    const one = { headers: request.headers, body, json: JSON.parse(body.toString()) }
    received.push(one)
    const status = await answer(one, response)
    if (status !== undefined) response.writeHead(status).end()
  }
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    received,
    ids: () => received.map(({ headers }) => headers['webhook-id']),
    answer(next: Answering) {
      answer = next
    },
  }
}
