import type { Write } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'

/**
 * What a key may be allowed to do, each with what that is. Each part of the program adds its own by declaration
 * merging, beside the table itself (`scopes.ts`); `src/slices.ts` collects the tables.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging.
export interface ScopeTable {}
export type Scope = keyof ScopeTable

/** What the audit trail can tell of, added to in the same way. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging.
export interface AuditActTable {}
export type AuditAct = keyof AuditActTable

/** Who asks: a key, or `system` for a command. */
export interface Actor {
  readonly keyId: string
  readonly keyName: string
}

/** A key that is valid now, and what it may do. */
export interface KeyHolder extends Actor {
  readonly scopes: readonly string[]
  /** Null for a key that does not end by itself. */
  readonly expiresAt: Instant | null
}

/** Who acts where a command does. */
export const systemActor: Actor = { keyId: 'system', keyName: 'system' }

export interface KeyRing {
  /** Null for whatever is no key, or none any more. */
  find(token: string): Promise<KeyHolder | null>
}

/** What the trail says of a write, besides who, when and which request. */
export interface AuditNote {
  readonly act: AuditAct
  /** Id or key of what was written. */
  readonly subject: string
  readonly revision?: number
  /** Stored content before and after, hashed for the trail; absent where there is none. */
  readonly before?: string | null
  readonly after?: string | null
  readonly note?: string
}

export interface AuditTrail {
  /** `requestId` is null for a command. */
  record(write: Write, actor: Actor, requestId: string | null, note: AuditNote): Promise<void>
}

/** A request that its client may send again under the same Idempotency-Key. */
export interface Repeatable {
  readonly keyId: string
  readonly idempotencyKey: string
  /** Of the whole request. */
  readonly sha256: string
}

/** An answer as it is kept for repeats. */
export interface KeptAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Replays {
  /** The answer that was given; null where the key is new. Throws 422 `idempotency-mismatch` for another request. */
  find(write: Write, request: Repeatable): Promise<KeptAnswer | null>
  keep(write: Write, request: Repeatable, answer: KeptAnswer): Promise<void>
}

/** What the endpoints need of keys, audit trail and idempotency records. */
export interface Access {
  readonly keys: KeyRing
  readonly trail: AuditTrail
  readonly replays: Replays
}
