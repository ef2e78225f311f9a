import { z } from 'zod'
import type { Scope, ScopeTable } from '../../http/endpoints/access.ts'
import { listOf, oneOf } from '../../http/parameters/envelope.ts'
import { line } from '../../values/text.ts'
import { InstantInput, InstantText } from '../../values/time.ts'

/** What a key is made from; `table` has the scopes that there are. */
export function keyOrderOf(table: ScopeTable) {
  const scopes = Object.keys(table) as [Scope, ...Scope[]]
  const ScopeName = z.enum(scopes, { message: `must be one of ${scopes.join(', ')}` })
  return z
    .strictObject({
      name: line(120).describe('Whose it is or what for; stands in the audit trail'),
      scopes: z.array(ScopeName).min(1).max(scopes.length).describe('What it may do'),
      expiresAt: InstantInput.nullable()
        .default(null)
        .describe('From when on it is not taken any more; null: until it is revoked'),
    })
    .meta({ id: 'KeyOrder', description: 'What a key is made from' })
}

const fields = {
  id: z.string().describe('Names the key; not a secret'),
  name: z.string().describe('Whose it is or what for'),
  scopes: z.array(z.string()).describe('What it may do'),
  createdAt: InstantText.describe('When it was made'),
  createdBy: z.string().describe('Id of the key that made it, or `system`'),
  expiresAt: InstantText.nullable().describe('From when on it is not taken any more'),
  revokedAt: InstantText.nullable().describe('When it was revoked'),
  lastUsedAt: InstantText.nullable().describe('When it was last used, to the minute'),
}

export const Key = z.object(fields).meta({ id: 'ApiKey', description: 'A key, without its secret' })

export const NewKey = z
  .object({
    ...fields,
    secret: z
      .string()
      .optional()
      .describe('The key itself: shown this once, and not in the answer to a repeated request'),
  })
  .meta({ id: 'NewApiKey', description: 'A key as it is given out' })

export const KeyAnswer = oneOf(Key)
export const NewKeyAnswer = oneOf(NewKey)
export const KeyPage = listOf(Key)
