import type { Write } from '../../db/database.ts'
import type { AuditNote, KeyHolder, Scope } from '../../http/endpoints/access.ts'
import { deskNotFound } from '../../http/parameters/refusals.ts'
import { refuse } from '../../kernel/refusal.ts'
import { newId } from '../../values/ids.ts'
import type { Instant } from '../../values/time.ts'
import { findById, insert, type KeyRow, revoke } from './store.ts'
import { hashOf, newToken } from './token.ts'

export interface NewKey {
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expiresAt: Instant | null
}

/**
 * Creates a key; the only time that its secret is available. Throws 403 if it would have more scopes or a later expiry
 * than its creator, and 422 `invalid-interval` if it would already have expired.
 */
export async function createKey(
  { tx, at }: Write,
  by: KeyHolder,
  { name, scopes, expiresAt }: NewKey,
): Promise<{ row: KeyRow; secret: string }> {
  const beyond = scopes.filter((scope) => !by.scopes.includes(scope))
  if (beyond.length > 0)
    throw refuse(
      'insufficient-scope',
      `A key can give only scopes that it has itself. It lacks ${beyond.join(', ')}.`,
    )
  if (by.expiresAt !== null && (expiresAt === null || expiresAt > by.expiresAt))
    throw refuse(
      'insufficient-scope',
      'A new key must not expire later than the key that creates it. Send an earlier `expiresAt`.',
    )
  if (expiresAt !== null && expiresAt <= at)
    throw refuse('invalid-interval', 'The key would already have expired.', {
      errors: [{ pointer: '/expiresAt', code: 'invalid-interval', detail: 'is in the past' }],
    })
  const secret = newToken()
  const row: KeyRow = {
    id: newId('key'),
    name,
    sha256: hashOf(secret),
    scopes: JSON.stringify([...new Set(scopes)].sort()),
    created_at: at,
    created_by: by.keyId,
    expires_at: expiresAt,
    revoked_at: null,
    last_used_at: null,
  }
  await insert(tx, row)
  return { row, secret }
}

/** Revokes a key; a repeat keeps the first `revokedAt`. Throws 404. */
export async function revokeKey({ tx, at }: Write, id: string): Promise<KeyRow> {
  const row = await findById(tx, id)
  if (!row) throw deskNotFound()
  await revoke(tx, id, at)
  return row
}

export const noteOf = (
  act: 'key.create' | 'key.revoke',
  { id, name, scopes, expires_at }: KeyRow,
): AuditNote => {
  const content = JSON.stringify({ name, scopes: JSON.parse(scopes), expiresAt: expires_at })
  return {
    act,
    subject: id,
    note: content,
    ...(act === 'key.create' ? { after: content } : { before: content }),
  }
}
