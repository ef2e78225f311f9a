import type { z } from 'zod'
import type { ProblemCode } from '../../kernel/refusal.ts'
import type { CacheClass } from '../edge/caching.ts'
import type { Scope } from './access.ts'

/** A group of endpoints in the API description. */
export interface Tag {
  readonly name: string
  readonly description: string
}

/** What is declared once of a method and path: it is authorised, validated, answered and described from this. */
export interface Endpoint<Path extends z.ZodObject = z.ZodObject, Query extends z.ZodObject = z.ZodObject> {
  /** Stable: clients are generated from it. */
  readonly operationId: string
  readonly tag: Tag
  readonly summary: string
  readonly description: string
  /** The path in OpenAPI's form: `/v1/articles/{idOrSlug}`. */
  readonly path: string
  /**
   * Who may ask: anyone (the delivery side), whoever knows the secret token in the path, or a key that has any one of
   * the scopes.
   */
  readonly access: 'public' | 'token' | readonly Scope[]
  readonly parameters?: Path
  readonly query?: Query
  /** The whole body of the answer; null for 204. */
  readonly answer: z.ZodType | null
  /** Media types of the answer, the default first; JSON where they are absent. */
  readonly mediaTypes?: readonly [string, ...string[]]
  /** Codes beyond those that every endpoint of its kind may answer with. */
  readonly problems?: readonly ProblemCode[]
}

/** An endpoint that answers GET and HEAD. */
export interface ReadEndpoint<Path extends z.ZodObject = z.ZodObject, Query extends z.ZodObject = z.ZodObject>
  extends Endpoint<Path, Query> {
  /** How long it may be cached; absent: not at all. */
  readonly cache?: CacheClass
  /** True where an old address answers 308 with the current one. */
  readonly redirects?: boolean
  /** What a 503 answers, where that is no problem document. */
  readonly unavailable?: z.ZodType
  /** The URL of a request that works on the sample; a test executes it. */
  readonly example?: string
}

/** An endpoint that changes something, in one transaction with its audit entry and its idempotency record. */
export interface WriteEndpoint<
  Path extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> extends Endpoint<Path, Query> {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absent where no body is taken. */
  readonly body?: Body
  /** 200 without it. */
  readonly status?: 200 | 201
  /** True where it may also answer 201: what was not there before. */
  readonly mayCreate?: true
  /** Whether `If-Match` must be given (428), or is heeded where it is given. */
  readonly ifMatch?: 'required' | 'heeded'
  /** Every POST takes an `Idempotency-Key`; where it is required, its absence is a 400. */
  readonly idempotency?: 'required'
  /** A body that works on an article, menu or reference of the sample; shown in the description. */
  readonly example?: unknown
}

/** A declared endpoint with its method, as the API description lists it. */
export type Declared = (ReadEndpoint & { readonly method: 'GET' }) | WriteEndpoint

export const jsonType = 'application/json; charset=utf-8'
