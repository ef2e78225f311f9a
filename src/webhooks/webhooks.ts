import type { Write } from '../db/database.ts'
import type { AuditAct, AuditNote } from '../http/endpoints/access.ts'
import { deskNotFound } from '../http/parameters/refusals.ts'
import { headOf, requireKnown } from '../publishing/tape/tape.ts'
import { newId } from '../values/ids.ts'
import { addMilliseconds } from '../values/time.ts'
import type { WebhookFilter, WebhookOrder } from './schema.ts'
import type { Vault } from './secrets.ts'
import { newKeys, publicKeyOf, secretOf } from './signing.ts'
import * as store from './store.ts'

/** What editors do to webhooks, each in one transaction. */

/** How long the keys before sign beside the new ones. */
const rotationMs = 24 * 60 * 60 * 1_000

/** How long attempts are kept. */
export const keptMs = 30 * rotationMs

type WebhookRow = store.WebhookRow

/** Makes a webhook, which is told of what comes from now on. Throws 409 `secret-key-missing`. */
export async function createWebhook(
  { tx, at }: Write,
  vault: Vault,
  { url, payload, description, ...filter }: WebhookOrder,
): Promise<{ readonly row: WebhookRow; readonly secret: string }> {
  const id = newId('whk')
  const keys = newKeys()
  const { seq } = await headOf(tx)
  const row: WebhookRow = {
    id,
    url,
    filter: JSON.stringify(filter),
    payload,
    description,
    state: 'active',
    after: seq,
    passed: seq,
    ...store.untried,
    test_at: null,
    public_key: publicKeyOf(keys),
    keys: vault.seal(id, keys),
    previous_keys: null,
    previous_until: null,
    change: 1,
    moves: 0,
    created_at: at,
    delivered: 0,
    failed: 0,
  }
  await store.insert(tx, row)
  return { row, secret: secretOf(keys) }
}

/** Throws 404. */
export async function requireWebhook({ tx }: Write, id: string): Promise<WebhookRow> {
  const row = await store.find(tx, id)
  if (!row) throw deskNotFound()
  return row
}

/** A changed filter chooses among the entries that were not yet passed; at a new address the next one is tried at once. */
export const editWebhook = (
  write: Write,
  row: WebhookRow,
  { url, payload, description, ...filter }: WebhookOrder,
): Promise<WebhookRow> =>
  update(write, row, {
    url,
    payload,
    description,
    filter: JSON.stringify(filter),
    ...(url !== row.url && store.resumed(row)),
  })

/** The old keys sign beside the new ones for 24 hours. Throws 409 `secret-key-missing`. */
export async function rotateSecret(
  write: Write,
  vault: Vault,
  row: WebhookRow,
): Promise<{ readonly row: WebhookRow; readonly secret: string }> {
  const keys = newKeys()
  const changed = await update(write, row, {
    keys: vault.seal(row.id, keys),
    public_key: publicKeyOf(keys),
    previous_keys: row.keys,
    previous_until: addMilliseconds(write.at, rotationMs),
  })
  return { row: changed, secret: secretOf(keys) }
}

/** Asks for a test, which is sent before the next entry, in whatever state the webhook is. */
export const testWebhook = (write: Write, row: WebhookRow): Promise<WebhookRow> =>
  update(write, row, { test_at: write.at })

/** Delivers again from a place on the tape, or goes back to a later one. Throws 400 `unknown-sequence`. */
export async function replayWebhook(write: Write, row: WebhookRow, after: number): Promise<WebhookRow> {
  await requireKnown(write.tx, after, { pointer: '/after' })
  return update(write, row, { after, passed: after, moves: row.moves + 1, ...store.resumed(row) })
}

/** Goes on from the place that a disabled webhook has kept, or tries a failing one at once. */
export const enableWebhook = (write: Write, row: WebhookRow): Promise<WebhookRow> =>
  update(write, row, { ...store.untried, state: 'active', moves: row.moves + 1 })

async function update(
  { tx }: Write,
  row: WebhookRow,
  values: Parameters<typeof store.change>[2],
): Promise<WebhookRow> {
  await store.change(tx, row, values)
  return { ...row, ...values, change: row.change + 1 } as WebhookRow
}

export const filterOfRow = ({ filter }: WebhookRow): WebhookFilter => JSON.parse(filter)

export const etagOf = ({ id, change }: WebhookRow): string => `"${id}-${change}"`

/** What the audit trail keeps of an act: nothing of the keys. */
export const noteOf = (
  act: Extract<AuditAct, `webhook.${string}`>,
  after: WebhookRow | null,
  before: WebhookRow | null = null,
): AuditNote => ({
  act,
  subject: (after ?? before)?.id ?? '',
  before: before && contentOf(before),
  after: after && contentOf(after),
  note: contentOf(withoutPath((after ?? before) as WebhookRow)),
})

/** The path of an address can be a secret of the receiver's. */
const withoutPath = (row: WebhookRow): WebhookRow => ({ ...row, url: new URL(row.url).origin })

const contentOf = ({ url, filter, payload, description, state, after }: WebhookRow): string =>
  JSON.stringify({ url, ...JSON.parse(filter), payload, description, state, after })
