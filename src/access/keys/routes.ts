import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Context } from '../../http/endpoints/context.ts'
import {
  type ManagedOperation,
  type ManagedWrite,
  manageRead,
  manageWrite,
} from '../../http/endpoints/manage.ts'
import { cutPage, planManagedPage } from '../../http/endpoints/page.ts'
import * as parameters from '../../http/endpoints/parameters.ts'
import { absent } from '../../kernel/errors.ts'
import { createKey, noteOf, revokeKey } from './keys.ts'
import { KeyAnswer, KeyOrder, KeyPage, NewKeyAnswer } from './schema.ts'
import { findById, type KeyRow, list } from './store.ts'

const idOfKey = z.strictObject({
  id: z.string().meta({ description: 'Id of the key', example: 'key_0123456789abcdef' }),
})

/** Keys: who may do what through management. */
export function keyRoutes(app: FastifyInstance, context: Context): void {
  manageWrite(app, context, create, async ({ body, actor, write }) => {
    const { row, secret } = await createKey(write, actor, body)
    return {
      json: { data: { ...toJson(row), secret } },
      location: `/admin/v1/keys/${row.id}`,
      secrets: ['secret'],
      audit: noteOf('key.create', row),
    }
  })
  manageRead(app, context, listKeys, async (asked) => {
    const plan = await planManagedPage(asked, 2)
    const found = await list(asked.db, { at: plan.pinned, after: plan.after, limit: plan.limit + 1 })
    const { rows, page } = cutPage(found, plan, (row) => [row.created_at, row.id])
    return { json: { data: rows.map(toJson), page } }
  })
  manageRead(app, context, getKey, async ({ path, db }) => {
    const row = await findById(db, path.id)
    if (!row) throw absent()
    return { json: { data: toJson(row) } }
  })
  manageWrite(app, context, revoke, async ({ path, write }) => ({
    json: null,
    audit: noteOf('key.revoke', await revokeKey(write, path.id)),
  }))
}

const shared = { tag: 'Keys', scope: ['keys:admin'] } as const

const create = {
  ...shared,
  operationId: 'createKey',
  summary: 'Make a key',
  description:
    'The secret is in this answer and nowhere else: only its hash is kept. A key can give only scopes that it has itself.',
  method: 'POST',
  path: '/admin/v1/keys',
  body: KeyOrder,
  answer: NewKeyAnswer,
  status: 201,
  problems: ['invalid-interval'],
  example: { name: 'Night desk', scopes: ['articles:write', 'articles:publish'] },
} as const satisfies ManagedWrite

const listKeys = {
  ...shared,
  operationId: 'listKeys',
  summary: 'List the keys',
  description: 'Newest first, with those that are revoked or have expired, and never with a secret.',
  path: '/admin/v1/keys',
  query: z.strictObject(parameters.page),
  answer: KeyPage,
} as const satisfies ManagedOperation

const getKey = {
  ...shared,
  operationId: 'getKey',
  summary: 'Get a key',
  description: 'What the key may do and when it was last used, without its secret.',
  path: '/admin/v1/keys/{id}',
  parameters: idOfKey,
  answer: KeyAnswer,
  problems: ['not-found'],
} as const satisfies ManagedOperation

const revoke = {
  ...shared,
  operationId: 'revokeKey',
  summary: 'Revoke a key',
  description: 'The next request with the key is refused. The key stays in the list and in the audit trail.',
  method: 'DELETE',
  path: '/admin/v1/keys/{id}',
  parameters: idOfKey,
  answer: null,
  problems: ['not-found'],
} as const satisfies ManagedWrite

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
