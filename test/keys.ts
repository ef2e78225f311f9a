import { createKey } from '../src/access/keys/keys.ts'
import type { Database } from '../src/db/database.ts'
import { type Scope, systemActor } from '../src/http/endpoints/access.ts'
import { scopes as table } from '../src/slices.ts'

const allScopes = Object.keys(table) as Scope[]

/** A key with these scopes, all of them by default, as the header that brings it. */
export async function withKey(
  db: Database,
  scopes: readonly Scope[] = allScopes,
  name = 'test',
): Promise<{ authorization: string }> {
  const { secret } = await db.write((write) =>
    createKey(
      write,
      { ...systemActor, scopes: allScopes, expiresAt: null },
      { name, scopes, expiresAt: null },
    ),
  )
  return { authorization: `Bearer ${secret}` }
}
