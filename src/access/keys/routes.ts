import { z } from 'zod'
import type { ScopeTable } from '../../http/endpoints/access.ts'
import type { ReadEndpoint, Tag, WriteEndpoint } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { cutPage, planPage } from '../../http/parameters/page.ts'
import * as parameters from '../../http/parameters/parameters.ts'
import { deskNotFound } from '../../http/parameters/refusals.ts'
import { createKey, noteOf, revokeKey } from './keys.ts'
import { KeyAnswer, KeyPage, keyOrderOf, NewKeyAnswer } from './schema.ts'
import { findById, type KeyRow, list } from './store.ts'

const idOfKey = z.strictObject({
  id: z.string().meta({ description: 'Id of the key', example: 'key_0123456789abcdef' }),
})

export function keyRoutes(router: Router, scopes: ScopeTable): void {
  router.write(creationOf(keyOrderOf(scopes)), async ({ body, actor, write }) => {
    const { row, secret } = await createKey(write, actor, body)
    return {
      json: { data: { ...toJson(row), secret } },
      location: `/admin/v1/keys/${row.id}`,
      secrets: ['secret'],
      audit: noteOf('key.create', row),
    }
  })
  router.read(listKeys, async (asked) => {
    const plan = planPage(asked, 2)
    const found = await list(asked.db, { at: plan.pinned, after: plan.after, limit: plan.limit + 1 })
    const { rows, page } = cutPage(found, plan, (row) => [row.created_at, row.id])
    return { json: { data: rows.map(toJson), page } }
  })
  router.read(getKey, async ({ path, db }) => {
    const row = await findById(db, path.id)
    if (!row) throw deskNotFound()
    return { json: { data: toJson(row) } }
  })
  router.write(revoke, async ({ path, write }) => ({
    json: null,
    audit: noteOf('key.revoke', await revokeKey(write, path.id)),
  }))
}

const tag: Tag = { name: 'Keys', description: 'The desk: who may do what' }
const shared = { tag, access: ['keys:admin'] } as const

const creationOf = <Order extends z.ZodType>(body: Order) =>
  ({
    ...shared,
    operationId: 'createKey',
    summary: 'Create a key',
    description:
      'The secret is in this answer only: the store keeps just its hash. A key can give only scopes that it has itself.',
    method: 'POST',
    isInternal: true,
    path: '/admin/v1/keys',
    body,
    answer: NewKeyAnswer,
    status: 201,
    problems: ['invalid-interval'],
    example: { name: 'Night desk', scopes: ['articles:write', 'articles:publish'] },
  }) as const satisfies WriteEndpoint

const listKeys = {
  ...shared,
  operationId: 'listKeys',
  summary: 'List the keys',
  description: 'Newest first, including revoked and expired keys; never with a secret.',
  path: '/admin/v1/keys',
  query: z.strictObject(parameters.page),
  answer: KeyPage,
} as const satisfies ReadEndpoint

const getKey = {
  ...shared,
  operationId: 'getKey',
  summary: 'Get a key',
  description: 'The scopes and last use of the key, without its secret.',
  path: '/admin/v1/keys/{id}',
  parameters: idOfKey,
  answer: KeyAnswer,
  problems: ['not-found'],
} as const satisfies ReadEndpoint

const revoke = {
  ...shared,
  operationId: 'revokeKey',
  summary: 'Revoke a key',
  description: 'The next request with the key is refused. The key stays in the list and in the audit trail.',
  method: 'DELETE',
  isInternal: true,
  path: '/admin/v1/keys/{id}',
  parameters: idOfKey,
  answer: null,
  problems: ['not-found'],
} as const satisfies WriteEndpoint

const toJson = (row: KeyRow) => ({
  id: row.id,
  name: row.name,
  scopes: JSON.parse(row.scopes) as string[],
  createdAt: row.created_at,
  createdBy: row.created_by,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  lastUsedAt: row.last_used_at,
})
