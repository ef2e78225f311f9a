import type { Insertable, Selectable, Updateable } from 'kysely'
import { statement } from '../db/compiled.ts'
import type { Queries } from '../db/database.ts'
import type { Tables } from '../db/tables.ts'
import { momentAfter } from '../events/store.ts'
import type { Instant } from '../values/time.ts'

export type WebhookRow = Selectable<Tables['webhook']>
export type DeliveryRow = Selectable<Tables['webhook_delivery']>

/** How far a webhook is, and what has become of the entry that is next. */
export type Place = Pick<
  WebhookRow,
  'state' | 'after' | 'passed' | 'attempts' | 'failing_since' | 'next_at' | 'delivered' | 'failed'
>

export const placeOf = (row: WebhookRow): Place => ({
  state: row.state,
  after: row.after,
  passed: row.passed,
  attempts: row.attempts,
  failing_since: row.failing_since,
  next_at: row.next_at,
  delivered: row.delivered,
  failed: row.failed,
})

/** Of an entry at which no attempt was made. */
export const untried = { attempts: 0, failing_since: null, next_at: null }

/** As if none had been made at it; a disabled webhook stays so. */
export const resumed = ({ state }: Pick<WebhookRow, 'state'>) => ({
  ...untried,
  state: state === 'disabled' ? state : ('active' as const),
})

export async function find(db: Queries, id: string): Promise<WebhookRow | undefined> {
  return (await byId(db, { id }))[0]
}

const byId = statement((db, { id }: { id: string }) =>
  db.selectFrom('webhook').selectAll().where('id', '=', id).limit(1),
)

export async function insert(tx: Queries, row: Insertable<Tables['webhook']>): Promise<void> {
  await tx.insertInto('webhook').values(row).execute()
}

/** Counts it as an accepted write of an editor. */
export async function change(
  tx: Queries,
  { id, change }: Pick<WebhookRow, 'id' | 'change'>,
  values: Updateable<Tables['webhook']>,
): Promise<void> {
  await tx
    .updateTable('webhook')
    .set({ ...values, change: change + 1 })
    .where('id', '=', id)
    .execute()
}

/** Its deliveries go with their age, in bounded steps. */
export async function remove(tx: Queries, id: string): Promise<void> {
  await tx.deleteFrom('webhook').where('id', '=', id).execute()
}

interface Walk {
  readonly at: Instant
  readonly after: readonly string[] | null
  readonly limit: number
}

/** Newest first. `after`: sort values of the last one of the previous page. */
export const list = (db: Queries, { at, after, limit }: Walk): Promise<WebhookRow[]> =>
  db
    .selectFrom('webhook')
    .selectAll()
    .where('created_at', '<=', at)
    .$if(after !== null, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(refTuple('created_at', 'id'), '<', tuple(after?.[0] ?? '', after?.[1] ?? '')),
      ),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()

/** Newest first. */
export const listDeliveries = (
  db: Queries,
  { webhookId, since, at, after, limit }: Walk & { readonly webhookId: string; readonly since: Instant },
): Promise<DeliveryRow[]> =>
  db
    .selectFrom('webhook_delivery')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .where('at', '<=', at)
    .where('at', '>', since)
    .$if(after !== null, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple('at', 'seq', 'attempt'),
          '<',
          tuple(after?.[0] ?? '', Number(after?.[1]), Number(after?.[2])),
        ),
      ),
    )
    .orderBy('at', 'desc')
    .orderBy('seq', 'desc')
    .orderBy('attempt', 'desc')
    .limit(limit)
    .execute()

/** All that webhooks together have done: attempts that were answered 2xx and others, how many are given up, and how far the last one is. */
export async function countWebhooks(db: Queries) {
  const [row] = await counted(db, {})
  return { delivered: 0, failed: 0, disabled: 0, passed: null, ...row }
}

const counted = statement((db) =>
  db
    .selectFrom('webhook')
    .select(({ fn, eb }) => [
      fn.coalesce(fn.sum<number>('delivered'), eb.lit(0)).as('delivered'),
      fn.coalesce(fn.sum<number>('failed'), eb.lit(0)).as('failed'),
      fn.countAll<number>().filterWhere('state', '=', 'disabled').as('disabled'),
      fn.min('passed').filterWhere('state', '!=', 'disabled').as('passed'),
    ]),
)

/** How long ago the oldest entry came to pass that one of the webhooks has still to be told, in milliseconds. */
export async function webhookLag(db: Queries, at: Instant): Promise<number> {
  const { passed } = await countWebhooks(db)
  const moment = passed === null ? null : await momentAfter(db, passed)
  return moment === null ? 0 : Math.max(0, Date.parse(at) - Date.parse(moment))
}
