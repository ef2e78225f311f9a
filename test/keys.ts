import { createKey } from '../src/access/keys/keys.ts'
import type { Database } from '../src/db/database.ts'
import { scopes as allScopes, type Scope, systemActor } from '../src/http/endpoints/access.ts'

/** A key with these scopes, all of them by default, as the header that brings it. */
export async function withKey(
  db: Database,
  scopes: readonly Scope[] = allScopes,
  name = 'test',
): Promise<{ authorization: string }> {
  const { secret } = await db.write((write) =>
    createKey(write, systemActor, { name, scopes, expiresAt: null }),
  )
  return { authorization: `Bearer ${secret}` }
}
