import type { Outcome } from '../http/endpoints/answer.ts'
import type { Writing } from '../http/endpoints/request.ts'
import type { Router } from '../http/endpoints/router.ts'
import { readBody } from '../http/json/invalid-body.ts'
import { cutPage, planPage } from '../http/parameters/page.ts'
import { deskNotFound, invalidCursor } from '../http/parameters/refusals.ts'
import type { Config } from '../kernel/config.ts'
import { refuse } from '../kernel/refusal.ts'
import { mergePatch } from '../values/merge-patch.ts'
import { addMilliseconds } from '../values/time.ts'
import { AddressRefused, createAddressGuard } from './addresses.ts'
import * as endpoints from './endpoints.ts'
import { WebhookOrder } from './schema.ts'
import { createVault } from './secrets.ts'
import * as store from './store.ts'
import * as webhooks from './webhooks.ts'

export interface WebhookServices {
  readonly config: Pick<Config, 'webhookAllow' | 'secretKey' | 'secretKeyPrevious'>
}

export function webhookRoutes(router: Router, { config }: WebhookServices): void {
  const vault = createVault(config)
  const guard = createAddressGuard(config.webhookAllow)
  /** Why webhooks may not go to the address; null if they may. */
  const faultOf = (url: unknown): Promise<string | null> =>
    typeof url === 'string' && URL.canParse(url)
      ? guard.requireReachable(url).then(() => null, toFault)
      : Promise.resolve(null)

  router.write(
    endpoints.createWebhook,
    async ({ write, body }, fault: string | null) => {
      requireAddress(fault)
      const { row, secret } = await webhooks.createWebhook(write, vault, body)
      const location = `${endpoints.path}/${row.id}`
      return { ...answer(row, null, 'webhook.create', secret), location }
    },
    ({ url }) => faultOf(url),
  )
  router.read(endpoints.listWebhooks, async (asked) => {
    const plan = planPage(asked, 2)
    const found = await store.list(asked.db, { at: plan.pinned, after: plan.after, limit: plan.limit + 1 })
    const { rows, page } = cutPage(found, plan, (row) => [row.created_at, row.id])
    return { json: { data: rows.map(toJson), page } }
  })
  router.read(endpoints.getWebhook, async ({ path, db }) => {
    const row = await store.find(db, path.id)
    if (!row) throw deskNotFound()
    return { json: { data: toJson(row) }, etag: webhooks.etagOf(row) }
  })
  router.write(
    endpoints.editWebhook,
    async (asked, fault: string | null) => {
      const before = await requireCurrent(asked)
      const order = readBody(WebhookOrder, mergePatch(orderOf(before), asked.body))
      requireAddress(fault)
      return answer(await webhooks.editWebhook(asked.write, before, order), before, 'webhook.edit')
    },
    (body) => faultOf((body as { readonly url?: unknown }).url),
  )
  router.write(endpoints.deleteWebhook, async (asked) => {
    const before = await requireCurrent(asked)
    await store.remove(asked.write.tx, before.id)
    return { json: null, audit: webhooks.noteOf('webhook.delete', null, before) }
  })
  router.write(endpoints.rotateWebhookSecret, async (asked) => {
    const before = await requireCurrent(asked)
    const { row, secret } = await webhooks.rotateSecret(asked.write, vault, before)
    return answer(row, before, 'webhook.rotate-secret', secret)
  })
  router.write(endpoints.testWebhook, async (asked) => {
    const before = await requireCurrent(asked)
    return answer(await webhooks.testWebhook(asked.write, before), before, 'webhook.test')
  })
  router.write(endpoints.replayWebhook, async (asked) => {
    const before = await requireCurrent(asked)
    const row = await webhooks.replayWebhook(asked.write, before, asked.body.after)
    return answer(row, before, 'webhook.replay')
  })
  router.write(endpoints.enableWebhook, async (asked) => {
    const before = await requireCurrent(asked)
    return answer(await webhooks.enableWebhook(asked.write, before), before, 'webhook.enable')
  })
  router.read(endpoints.listWebhookDeliveries, async (asked) => {
    const { path, db, at } = asked
    if (!(await store.find(db, path.id))) throw deskNotFound()
    const plan = planPage(asked, 3)
    const since = addMilliseconds(at, -webhooks.keptMs)
    if (plan.after?.slice(1).some((text) => !/^\d{1,15}$/.test(text))) throw invalidCursor()
    const walk = { webhookId: path.id, since, at: plan.pinned, after: plan.after, limit: plan.limit + 1 }
    const found = await store.listDeliveries(db, walk)
    const { rows, page } = cutPage(found, plan, (row) => [row.at, String(row.seq), String(row.attempt)])
    return { json: { data: rows.map((row) => ({ ...row, seq: row.seq || null })), page } }
  })
}

const toFault = (error: unknown): string => {
  if (error instanceof AddressRefused) return error.message
  throw error
}

function requireAddress(fault: string | null): void {
  if (fault === null) return
  throw refuse('address-refused', 'Webhooks may not go to this address.', {
    errors: [{ pointer: '/url', code: 'address-refused', detail: fault }],
  })
}

async function requireCurrent({
  write,
  path,
  requireMatch,
}: Pick<Writing<{ readonly id: string }, unknown, unknown>, 'write' | 'path' | 'requireMatch'>) {
  const row = await webhooks.requireWebhook(write, path.id)
  requireMatch(webhooks.etagOf(row))
  return row
}

const answer = (
  row: store.WebhookRow,
  before: store.WebhookRow | null,
  act: Parameters<typeof webhooks.noteOf>[0],
  secret?: string,
): Outcome => ({
  json: { data: { ...toJson(row), ...(secret && { secret }) } },
  etag: webhooks.etagOf(row),
  ...(secret && { secrets: ['secret'] }),
  audit: webhooks.noteOf(act, row, before),
})

const orderOf = (row: store.WebhookRow) => ({
  url: row.url,
  ...webhooks.filterOfRow(row),
  payload: row.payload,
  description: row.description,
})

const toJson = (row: store.WebhookRow) => ({
  id: row.id,
  ...orderOf(row),
  state: row.state,
  after: row.after,
  publicKey: row.public_key,
  createdAt: row.created_at,
})
