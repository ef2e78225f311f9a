import { z } from 'zod'
import type { AuditAct } from '../../http/endpoints/access.ts'
import type { ReadEndpoint, Tag } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { cutPage, planPage } from '../../http/parameters/page.ts'
import * as parameters from '../../http/parameters/parameters.ts'
import { invalidCursor } from '../../http/parameters/refusals.ts'
import { anyOf } from '../../http/parameters/values.ts'
import { AuditPage } from './schema.ts'
import { type AuditRow, list } from './store.ts'

const name = z.string().min(1).max(200)

const tag: Tag = { name: 'Audit', description: 'The desk: who did what, and when' }

const endpointOf = (acts: readonly [AuditAct, ...AuditAct[]]) =>
  ({
    operationId: 'listAudit',
    tag,
    summary: 'Read the audit trail',
    description:
      'Who did what, when and with which key, newest first. Each entry is written in the same transaction as the act, and is never changed or deleted.',
    path: '/admin/v1/audit',
    query: z.strictObject({
      subject: name.optional().meta({
        description: 'Only acts on this object: the id of a document or key, or the key of a reference.',
      }),
      key: name.optional().meta({ description: 'Only acts of the key with this id, or of `system`.' }),
      act: anyOf(
        z.enum(acts, { message: 'must be an act of the audit trail' }),
        `Only these acts: ${acts.map((act) => `\`${act}\``).join(', ')}.`,
        'article.publish,article.correct',
      ),
      ...parameters.page,
    }),
    answer: AuditPage,
    access: ['audit:read'],
  }) as const satisfies ReadEndpoint

/** Reads the audit trail; the acts themselves write it. */
export function auditRoutes(router: Router, acts: readonly [AuditAct, ...AuditAct[]]): void {
  router.read(endpointOf(acts), async (asked) => {
    const { subject, key, act } = asked.query
    const plan = planPage(asked, 1)
    const found = await list(asked.db, {
      filter: { subject, key, act },
      at: plan.pinned,
      before: plan.after && seqOf(plan.after),
      limit: plan.limit + 1,
    })
    const { rows, page } = cutPage(found.rows, plan, (row) => [String(row.seq)])
    const next = page.next ?? (found.unread && plan.nextAfter([String(found.unread)]))
    return { json: { data: rows.map(toJson), page: { ...page, next } } }
  })
}

function seqOf([text = '']: readonly string[]): number {
  if (!/^\d{1,15}$/.test(text)) throw invalidCursor()
  return Number(text)
}

const toJson = (row: AuditRow & { readonly seq: number }) => ({
  seq: row.seq,
  at: row.at,
  key: { id: row.key_id, name: row.key_name },
  act: row.act,
  subject: row.subject,
  revision: row.revision,
  beforeSha256: row.before_sha256,
  afterSha256: row.after_sha256,
  requestId: row.request_id,
  note: row.note,
})
