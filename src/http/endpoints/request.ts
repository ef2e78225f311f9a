import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { View, Write } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'
import { notFound } from '../parameters/refusals.ts'
import { readParameters } from '../parameters/validation.ts'
import type { KeyHolder } from './access.ts'
import type { Endpoint } from './endpoint.ts'

/** What a client asks for, validated and allowed. */
export interface Asked<Path, Query> {
  readonly path: Path
  readonly query: Query
  /** Whose key it is; nobody's where none is needed. */
  readonly actor: KeyHolder
  readonly requestId: string
  /** The URL as it was sent, for the links to the next page. */
  readonly url: string
}

/** A read is answered from one snapshot of the store, as of one moment. */
export interface Reading<Path, Query> extends Asked<Path, Query>, View {
  /** The moment that the answer is to be true for. */
  readonly at: Instant
  /**
   * The last change of what is public, at or before `at`: nothing public differs between the two. On the desk, where
   * every write counts, `at` itself.
   */
  readonly since: Instant
}

export interface Writing<Path, Query, Body> extends Asked<Path, Query> {
  readonly body: Body
  /** The open write: the effect, its audit entry and its idempotency record are in this one transaction. */
  readonly write: Write
  /**
   * Compares `If-Match` with the entity tag of the current state, null where there is none yet. Throws 412, and 428
   * where it must be given to change what exists.
   */
  requireMatch(currentEtag: string | null): void
}

const none = z.strictObject({})
const nobody: KeyHolder = { keyId: 'none', keyName: 'none', scopes: [], expiresAt: null }

/** Reads path and query by the endpoint's schemas. Throws 400 and 404. */
export function readRequest<Path extends z.ZodObject, Query extends z.ZodObject>(
  { parameters, query }: Endpoint<Path, Query>,
  request: FastifyRequest,
): Asked<z.output<Path>, z.output<Query>> {
  // The router takes `/v1/articles/` for an article with an empty name; there are no such twins of an address.
  if (Object.values(request.params as object).includes('')) throw notFound()
  return {
    path: readParameters(parameters ?? none, request.params) as z.output<Path>,
    query: readParameters(query ?? none, request.query) as z.output<Query>,
    actor: request.holder ?? nobody,
    requestId: request.id,
    url: request.url,
  }
}
