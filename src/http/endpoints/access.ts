import type { Write } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'

/** Scopes and their descriptions. Slices add theirs by declaration merging in `scopes.ts`; see `src/slices.ts`. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging.
export interface ScopeTable {}
export type Scope = keyof ScopeTable

/** Acts that the audit trail records. Slices add theirs by declaration merging. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging.
export interface AuditActTable {}
export type AuditAct = keyof AuditActTable

/** Who acts: an API key, or `system` for a command. */
export interface Actor {
  readonly keyId: string
  readonly keyName: string
}

/** A valid API key. */
export interface KeyHolder extends Actor {
  readonly scopes: readonly string[]
  /** Null if the key does not expire. */
  readonly expiresAt: Instant | null
}

/** The actor of command-line commands. */
export const systemActor: Actor = { keyId: 'system', keyName: 'system' }

export interface KeyRing {
  /** Null for an unknown, expired or revoked key. */
  find(token: string): Promise<KeyHolder | null>
}

/** What an audit entry holds in addition to actor, instant and request id. */
export interface AuditNote {
  readonly act: AuditAct
  /** Id or key of the object written. */
  readonly subject: string
  readonly revision?: number
  /** Stored content before and after, of which the trail keeps a hash. */
  readonly before?: string | null
  readonly after?: string | null
  readonly note?: string
}

export interface AuditTrail {
  /** `requestId` is null for a command. */
  record(write: Write, actor: Actor, requestId: string | null, note: AuditNote): Promise<void>
}

/** Identifies a request sent with an Idempotency-Key. */
export interface Repeatable {
  readonly keyId: string
  readonly idempotencyKey: string
  /** Hash of method, URL, media type and body. */
  readonly sha256: string
}

/** An answer stored for replays. */
export interface StoredAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface IdempotencyStore {
  /** The stored answer; null for a new key. Throws 422 `idempotency-mismatch` if the request differs. */
  find(write: Write, request: Repeatable): Promise<StoredAnswer | null>
  keep(write: Write, request: Repeatable, answer: StoredAnswer): Promise<void>
}

export interface Access {
  readonly keys: KeyRing
  readonly trail: AuditTrail
  readonly replays: IdempotencyStore
}
