import { readFile } from 'node:fs/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cacheControl } from '../http/edge/caching.ts'
import { type PreparedAnswer, prepareAnswer } from '../http/edge/response-cache.ts'
import { jsonType } from '../http/endpoints/endpoint.ts'
import { sendPrepared } from '../http/endpoints/read.ts'
import { type DocumentName, documentNames } from '../http/openapi/parts.ts'
import { describingHeaders, publicHeaders } from '../http/protocol/headers.ts'
import type { Config } from '../kernel/config.ts'

/**
 * The API description at `/openapi.json`, each side alone at `/openapi/delivery.json` and `/openapi/desk.json`, and that
 * of the stream at `/asyncapi.json`.
 */
export function documentRoutes(app: FastifyInstance, { publicUrl }: Pick<Config, 'publicUrl'>): void {
  const prepared = new Map<ServedName, Promise<PreparedAnswer>>()
  const send = async (name: ServedName, request: FastifyRequest, reply: FastifyReply) => {
    const answer = prepared.get(name) ?? prepareDocument(name, publicUrl)
    prepared.set(name, answer)
    // If it cannot be read, the next request tries again.
    answer.catch(() => prepared.delete(name))
    return sendPrepared(request, reply, await answer)
  }
  for (const name of [...documentNames, 'asyncapi' as const])
    app.get(addressOf(name), (request, reply) => send(name, request, reply))
}

type ServedName = DocumentName | 'asyncapi'

const addressOf = (name: ServedName) =>
  name === 'openapi' || name === 'asyncapi' ? `/${name}.json` : `/openapi/${name}.json`

/** A server as AsyncAPI describes it. */
const serverAt = (origin: string) => {
  const { host, protocol } = new URL(origin)
  return { host, protocol: protocol.slice(0, -1), description: 'The public address' }
}

/** Reads what `npm run openapi` has written: making it would take a quarter of a second and 60 MiB. */
async function prepareDocument(name: ServedName, publicUrl: string | null): Promise<PreparedAnswer> {
  const file = new URL(`../../openapi/${name}.json`, import.meta.url)
  const document = JSON.parse(await readFile(file, 'utf8'))
  // The first server is the one that answers, so that a page can try requests from every origin.
  if (publicUrl !== null && name === 'asyncapi') document.servers = { public: serverAt(publicUrl) }
  else if (publicUrl !== null) document.servers.push({ url: publicUrl, description: 'The public address' })
  const bytes = Buffer.from(JSON.stringify(document))
  return prepareAnswer({
    route: addressOf(name),
    bytes,
    contentType: jsonType,
    digest: bytes,
    isConstant: true,
    headers: [...publicHeaders, 'cache-control', cacheControl.past],
    describing: Object.entries(describingHeaders).flat(),
  })
}
