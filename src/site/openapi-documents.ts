import { readFile } from 'node:fs/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cacheControl } from '../http/edge/caching.ts'
import { type PreparedAnswer, prepareAnswer } from '../http/edge/response-cache.ts'
import { jsonType } from '../http/endpoints/endpoint.ts'
import { sendPrepared } from '../http/endpoints/read.ts'
import { type DocumentName, documentNames } from '../http/openapi/parts.ts'
import { describingHeaders, publicHeaders } from '../http/protocol/headers.ts'
import type { Config } from '../kernel/config.ts'

/** The API description at `/openapi.json`, and each side alone at `/openapi/delivery.json` and `/openapi/desk.json`. */
export function documentRoutes(app: FastifyInstance, { publicUrl }: Pick<Config, 'publicUrl'>): void {
  const prepared = new Map<DocumentName, Promise<PreparedAnswer>>()
  const send = async (name: DocumentName, request: FastifyRequest, reply: FastifyReply) => {
    const answer = prepared.get(name) ?? prepareDocument(name, publicUrl)
    prepared.set(name, answer)
    // If it cannot be read, the next request tries again.
    answer.catch(() => prepared.delete(name))
    return sendPrepared(request, reply, await answer)
  }
  for (const name of documentNames) app.get(addressOf(name), (request, reply) => send(name, request, reply))
}

const addressOf = (name: DocumentName) => (name === 'openapi' ? '/openapi.json' : `/openapi/${name}.json`)

/** Reads what `npm run openapi` has written: making it would take a quarter of a second and 60 MiB. */
async function prepareDocument(name: DocumentName, publicUrl: string | null): Promise<PreparedAnswer> {
  const file = new URL(`../../openapi/${name}.json`, import.meta.url)
  const document = JSON.parse(await readFile(file, 'utf8'))
  // The first server is the one that answers, so that a page can try requests from every origin.
  if (publicUrl !== null) document.servers.push({ url: publicUrl, description: 'The public address' })
  const bytes = Buffer.from(JSON.stringify(document))
  return prepareAnswer({
    route: addressOf(name),
    bytes,
    contentType: jsonType,
    digest: bytes,
    isConstant: true,
    headers: [...publicHeaders, 'cache-control', cacheControl.past],
    describing: describingHeaders,
  })
}
