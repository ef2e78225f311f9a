import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { View, Write } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'
import { notFound } from '../parameters/refusals.ts'
import { joinUrl, splitUrl } from '../parameters/url.ts'
import { readParameters } from '../parameters/validation.ts'
import type { KeyHolder } from './access.ts'
import type { Endpoint, ReadEndpoint } from './endpoint.ts'

/** A validated and authorised request. */
export interface Asked<Path, Query> {
  readonly path: Path
  readonly query: Query
  /** The holder of the key; a placeholder on public endpoints. */
  readonly actor: KeyHolder
  readonly requestId: string
  /** The URL as sent, for links to the next page; of a page for readers, without what it ignores. */
  readonly url: string
}

/** Every query of a read uses one snapshot of the store and one moment. */
export interface Reading<Path, Query> extends Asked<Path, Query>, View {
  /** The moment that the answer is for: `asOf`, or now. */
  readonly at: Instant
  /** The last change, at or before `at`, of what the endpoint is `madeFrom`. On the desk, where every write counts, `at` itself. */
  readonly since: Instant
}

export interface Writing<Path, Query, Body> extends Asked<Path, Query> {
  readonly body: Body
  /** The transaction of the effect, its audit entry and its idempotency record. */
  readonly write: Write
  /** Checks `If-Match` against the current entity tag, null if nothing exists yet. Throws 412 or 428. */
  requireMatch(currentEtag: string | null): void
}

const none = z.strictObject({})
const nobody: KeyHolder = { keyId: 'none', keyName: 'none', scopes: [], expiresAt: null }

/** Validates path and query. Throws 400 or 404. */
export function readRequest<Path extends z.ZodObject, Query extends z.ZodObject>(
  { parameters, query = none as never, isPage }: Endpoint<Path, Query> & Pick<ReadEndpoint, 'isPage'>,
  request: FastifyRequest,
): Asked<z.output<Path>, z.output<Query>> {
  // The router matches `/v1/articles/` as an article with an empty name.
  if (Object.values(request.params as object).includes('')) throw notFound()
  const sent = isPage ? knownOf(query, request.query) : request.query
  return {
    path: readParameters(parameters ?? none, request.params) as z.output<Path>,
    query: readParameters(query, sent) as z.output<Query>,
    actor: request.holder ?? nobody,
    requestId: request.id,
    url: isPage
      ? joinUrl(splitUrl(request.url).path, new URLSearchParams(sent as Record<string, string>))
      : request.url,
  }
}

/** The parameters that a page knows and that say something, in the order of its declaration. */
const knownOf = ({ shape }: z.ZodObject, sent: unknown): object =>
  Object.fromEntries(
    Object.keys(shape).flatMap((name) => {
      const value = (sent as Record<string, unknown>)[name]
      return value === undefined || value === '' ? [] : [[name, value]]
    }),
  )
