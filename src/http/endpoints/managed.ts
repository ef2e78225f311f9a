import type { z } from 'zod'
import type { Queries, Write } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'
import type { ProblemCodeName } from '../server/problem-codes.ts'
import type { AuditNote, KeyHolder, Scope } from './access.ts'

/** What is said of a management operation once: it is authorised, validated, answered and described from this. */
export interface ManagedOperation<
  Path extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
> {
  /** Stable: clients are generated from it. */
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  readonly description: string
  /** The path in OpenAPI's form: `/admin/v1/articles/{id}`. */
  readonly path: string
  readonly parameters?: Path
  readonly query?: Query
  /** The whole JSON answer, `{data …}`; null for 204. */
  readonly answer: z.ZodType | null
  readonly problems?: readonly ProblemCodeName[]
  /** Any one of these is enough. Null: no key is needed (the token of a preview is one). */
  readonly scope: readonly Scope[] | null
}

export interface ManagedWrite<
  Path extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> extends ManagedOperation<Path, Query> {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absent where no body is taken. PATCH takes `application/merge-patch+json`, and `application/json` too. */
  readonly body?: Body
  /** Of success; 200 by default, 204 where `answer` is null. */
  readonly status?: 200 | 201
  /** True where it creates what is not there yet; that is a 201. */
  readonly mayCreate?: true
  /** Whether `If-Match` must be given (428), or is heeded where it is given. */
  readonly ifMatch?: 'required' | 'heeded'
  /** Every POST takes an `Idempotency-Key`; where it is required, its absence is a 400. */
  readonly idempotency?: 'required'
  /** A body that works on an article, menu or reference of the sample; shown in the description. */
  readonly example?: unknown
}

/** What a client asked for, validated and allowed. */
export interface Managed<Path, Query> {
  readonly path: Path
  readonly query: Query
  /** Whose key it is; nobody's where none is needed. */
  readonly actor: KeyHolder
  readonly requestId: string
  /** The URL as it was sent, for the links to the next page. */
  readonly url: string
}

export interface ManagedReading<Path, Query> extends Managed<Path, Query> {
  readonly db: Queries
  readonly at: Instant
}

export interface ManagedWriting<Path, Query, Body> extends Managed<Path, Query> {
  readonly body: Body
  /** The open write: the effect, its audit entry and its idempotency record are in this one transaction. */
  readonly write: Write
  /**
   * Compares `If-Match` with the entity tag of the current state, null where there is none yet. Throws 412, and 428
   * where it must be given to change what exists.
   */
  requireMatch(currentEtag: string | null): void
}

/** An answer to be serialised by the operation's schema. */
export interface ManagedAnswer {
  /** The whole JSON answer; null for 204. */
  readonly json: unknown
  readonly etag?: string
  /** Further headers, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
}

/** What a write did. `audit` is recorded in the same transaction. */
export interface Outcome extends ManagedAnswer {
  /** With `mayCreate`: that it was not there before. */
  readonly isCreated?: boolean
  readonly location?: string
  /** Members of `data` that a replay of the same Idempotency-Key must not show again, such as a key's secret. */
  readonly secrets?: readonly string[]
  readonly audit: AuditNote
}
