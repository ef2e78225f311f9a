import type { z } from 'zod'
import type { Collection } from '../../db/cache-tags.ts'
import type { ProblemCode } from '../../kernel/refusal.ts'
import type { CacheClass } from '../edge/caching.ts'
import type { Scope } from './access.ts'

/** A group of endpoints in the API description. */
export interface Tag {
  readonly name: string
  readonly description: string
}

/** The single declaration of a method and path: authorisation, validation, serialisation and API description. */
export interface Endpoint<Path extends z.ZodObject = z.ZodObject, Query extends z.ZodObject = z.ZodObject> {
  /** Stable, because generated clients use it as a name. */
  readonly operationId: string
  readonly tag: Tag
  readonly summary: string
  readonly description: string
  /** In OpenAPI syntax: `/v1/articles/{idOrSlug}`. */
  readonly path: string
  /** Anyone (delivery), anyone who knows the secret token in the path, or a key with at least one of the scopes. */
  readonly access: 'public' | 'token' | readonly Scope[]
  readonly parameters?: Path
  readonly query?: Query
  /** Schema of the whole response body; null for 204. */
  readonly answer: z.ZodType | null
  /** Media types of the answer, the default first; JSON if absent. */
  readonly mediaTypes?: readonly [string, ...string[]]
  /** Problem codes in addition to those that every endpoint of its kind may answer with. */
  readonly problems?: readonly ProblemCode[]
}

/** Answers GET and HEAD. */
export interface ReadEndpoint<Path extends z.ZodObject = z.ZodObject, Query extends z.ZodObject = z.ZodObject>
  extends Endpoint<Path, Query> {
  /** True if its handler opens a snapshot for itself, if any: it is called while the store cannot be used. */
  readonly isBesideStore?: boolean
  /** Absent: not cached. */
  readonly cache?: CacheClass
  /** Of a list: the collections in its `Surrogate-Key`, so that a CDN can purge it when something is added. */
  readonly collections?: readonly Collection[]
  /**
   * What every answer is made from, beside what it names itself. While nothing of it changes, a cached answer stays true,
   * and a list stays pinned to one moment. Absent: all that can become public.
   */
  readonly madeFrom?: readonly Collection[]
  /** True if an outdated URL answers 308 with the current one. */
  readonly redirects?: boolean
  /**
   * True for a page for readers: it is no part of the API description, and a parameter that it does not know, or that is
   * empty, is ignored and no part of its cache key.
   */
  readonly isPage?: true
  /** What its `Link` header leads to, if its handler sends one. */
  readonly link?: string
  /** Body of a 503 that is not a problem document. */
  readonly unavailable?: z.ZodType
  /** Example URL. It must work on the sample store: a test requests it. */
  readonly example?: string
}

/** Only public answers are cached, since the response cache asks for no key. */
export interface CachedEndpoint<
  Path extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
> extends ReadEndpoint<Path, Query> {
  readonly access: 'public'
  readonly cache: CacheClass
}

export interface UncachedEndpoint<
  Path extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
> extends ReadEndpoint<Path, Query> {
  readonly cache?: never
}

/** Runs in one transaction with its audit entry and its idempotency record. */
export interface WriteEndpoint<
  Path extends z.ZodObject = z.ZodObject,
  Query extends z.ZodObject = z.ZodObject,
  Body extends z.ZodType = z.ZodType,
> extends Endpoint<Path, Query> {
  readonly method: 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Absent: a body is refused. */
  readonly body?: Body
  /** 200 by default. */
  readonly status?: 200 | 201
  /** True if it also answers 201, when the object did not exist before. */
  readonly mayCreate?: true
  /** Precondition: `required` answers 428 without `If-Match`; `optional` checks it only if sent. */
  readonly ifMatch?: 'required' | 'optional'
  /**
   * True if it changes nothing but the document `{id}` of its path, or a new one: it may then share a transaction with
   * writes of other documents.
   */
  readonly isOfOneDocument?: true
  /** True if it alters no public answer, now or later: no node has to know of it before its instant. */
  readonly isInternal?: true
  /** Every POST accepts an `Idempotency-Key`; `required` answers 400 without one. */
  readonly idempotency?: 'required'
  /** Example body. It must work on an article, menu or reference of the sample store. */
  readonly example?: unknown
}

export type Declared = (ReadEndpoint & { readonly method: 'GET' }) | WriteEndpoint

export const jsonType = 'application/json; charset=utf-8'
