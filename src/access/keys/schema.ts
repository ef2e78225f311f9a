import { z } from 'zod'
import type { Scope, ScopeTable } from '../../http/endpoints/access.ts'
import { listOf, oneOf } from '../../http/parameters/envelope.ts'
import { line } from '../../values/text.ts'
import { BoundInput, InstantText } from '../../values/time.ts'

/** Schema of the body that creates a key with scopes of `table`. */
export function keyOrderOf(table: ScopeTable) {
  const scopes = Object.keys(table) as [Scope, ...Scope[]]
  const ScopeName = z
    .enum(scopes, { message: `must be one of ${scopes.join(', ')}` })
    .meta({ id: 'Scope', description: 'What a key may do' })
  return z
    .strictObject({
      name: line(120).describe('Owner or purpose; shown in the audit trail'),
      scopes: z.array(ScopeName).min(1).max(scopes.length).describe('What the key may do'),
      expiresAt: BoundInput.nullable()
        .default(null)
        .describe('When the key expires; null: valid until revoked'),
    })
    .meta({ id: 'KeyOrder', description: 'A key to create' })
}

const fields = {
  id: z.string().describe('Id of the key; not secret'),
  name: z.string().describe('Owner or purpose'),
  scopes: z.array(z.string()).describe('What the key may do'),
  createdAt: InstantText.describe('When the key was created'),
  createdBy: z.string().describe('Id of the key that created it, or `system`'),
  expiresAt: InstantText.nullable().describe('When the key expires; null: valid until revoked'),
  revokedAt: InstantText.nullable().describe('When the key was revoked'),
  lastUsedAt: InstantText.nullable().describe('When the key was last used, accurate to a minute'),
}

export const Key = z.object(fields).meta({ id: 'ApiKey', description: 'An API key without its secret' })

export const NewKey = z
  .object({
    ...fields,
    secret: z
      .string()
      .optional()
      .describe('The key itself: sent only once, and not in the replayed answer to a repeated request'),
  })
  .meta({ id: 'NewApiKey', description: 'A new API key with its secret' })

export const KeyAnswer = oneOf(Key)
export const NewKeyAnswer = oneOf(NewKey)
export const KeyPage = listOf(Key)
