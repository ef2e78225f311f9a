import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Queries } from '../../db/database.ts'
import type { Tag } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { invalidBody } from '../../http/json/invalid-body.ts'
import { listOf, oneOf } from '../../http/parameters/envelope.ts'
import { cutPage, planPage } from '../../http/parameters/page.ts'
import * as parameters from '../../http/parameters/parameters.ts'
import { absent } from '../../http/parameters/refusals.ts'
import { removeReference } from '../../references/remove.ts'
import * as references from '../../references/store.ts'
import type { Instant } from '../../values/time.ts'
import type { DeskServices } from '../services.ts'
import { dataOf, type ManagedReference, managedReferences } from './kinds.ts'

const tag: Tag = {
  name: 'Desk: references',
  description:
    'The desk: entities, instruments, topics and the rules by which disclaimers stand beside content',
}

/** Entities, instruments, topics and disclaimer rules: put, read and removed one by one. */
export function managedReferenceRoutes(router: Router, services: DeskServices): void {
  for (const kind of managedReferences) {
    const one = { ...kind, data: dataOf(kind) }
    addGet(router, services, one)
    addPut(router, services, one)
    addDelete(router, services, one)
    // The other kinds are listed for everyone.
    if (one.kind === 'disclaimer-rule') addList(router, services, one)
  }
}

/** A kind with what is answered of one of its references. */
type Described = ManagedReference & { readonly data: ReturnType<typeof dataOf> }

const pathOf = ({ plural }: ManagedReference) => `/admin/v1/${plural}/{key}`
const anyKey = ({ article }: ManagedReference) =>
  z.strictObject({ key: z.string().describe(`Key of ${article}`) })

function addGet(router: Router, services: DeskServices, one: Described): void {
  const endpoint = {
    operationId: `getDesk${one.name}`,
    tag,
    summary: `Get ${one.article} as it is now`,
    description: 'With the entity tag that changing or removing it asks for.',
    path: pathOf(one),
    parameters: anyKey(one),
    answer: oneOf(one.data),
    problems: ['not-found'],
    access: one.scopes.read,
  } as const
  router.read(endpoint, async ({ path, db, at }) => {
    const row = await requireReference(db, one, path.key, at)
    return { json: { data: toJson(row) }, etag: etagOf(row) }
  })
}

function addPut(router: Router, services: DeskServices, one: Described): void {
  const endpoint = {
    operationId: `put${one.name}`,
    tag,
    summary: `Put ${one.article}`,
    description: `Creates it (201) or replaces all of it (200; \`If-Match\` is required). It is public from this write on, and what was public before stays so for earlier moments. ${one.rule}`,
    method: 'PUT',
    path: pathOf(one),
    parameters: z.strictObject({ key: one.key.describe(`Key of ${one.article}`) }),
    body: one.body,
    answer: oneOf(one.data),
    problems: one.kind === 'disclaimer-rule' ? rulePutProblems : putProblems,
    access: one.scopes.write,
    ifMatch: 'required',
    mayCreate: true,
    example: one.example,
  } as const
  router.write(endpoint, async ({ path, body, write, requireMatch }) => {
    const { kind } = one
    const content = withKey(one, path.key, body)
    const before = await references.find(write.tx, kind, path.key, write.at)
    requireMatch(before ? etagOf(before) : null)
    await one.put(write, services.config, content)
    const after = await requireReference(write.tx, one, path.key, write.at)
    return {
      json: { data: toJson(after) },
      etag: etagOf(after),
      isCreated: before === undefined,
      audit: {
        act: `${kind}.put`,
        subject: `${kind}/${path.key}`,
        before: before?.content ?? null,
        after: after.content,
      },
    }
  })
}

const putProblems = ['not-found', 'identifier-taken', 'unknown-reference'] as const
const rulePutProblems = ['not-found', 'disclaimer-required', 'unknown-reference', 'too-many-rules'] as const

function addDelete(router: Router, services: DeskServices, one: ManagedReference): void {
  const endpoint = {
    operationId: `delete${one.name}`,
    tag,
    summary: `Remove ${one.article}`,
    description:
      'From this write on it is gone; what was public before stays so for earlier moments. Refused (409 `reference-in-use`) while anything refers to it.',
    method: 'DELETE',
    path: pathOf(one),
    parameters: anyKey(one),
    answer: null,
    problems: ['not-found', 'reference-in-use'],
    access: one.scopes.write,
    ifMatch: 'required',
  } as const
  router.write(endpoint, async ({ path: { key }, write, requireMatch }) => {
    const { kind } = one
    const before = await requireReference(write.tx, one, key, write.at)
    requireMatch(etagOf(before))
    await removeReference(write, { kind, key }, await one.usersOf?.(write, key))
    return {
      json: null,
      audit: { act: `${kind}.delete`, subject: `${kind}/${key}`, before: before.content, after: null },
    }
  })
}

function addList(router: Router, services: DeskServices, one: Described): void {
  const endpoint = {
    operationId: `list${one.name}s`,
    tag,
    summary: 'List the disclaimer rules',
    description: 'All rules in force, in the order of their keys.',
    path: `/admin/v1/${one.plural}`,
    query: z.strictObject(parameters.page),
    answer: listOf(one.data),
    access: one.scopes.read,
  } as const
  router.read(endpoint, async (asked) => {
    const plan = planPage(asked, 1)
    const wanted = {
      kind: one.kind,
      after: plan.after?.[0] ?? '',
      at: plan.pinned,
      limit: plan.limit + 1,
    } as const
    const { rows, page } = cutPage(await references.list(asked.db, wanted), plan, (row) => [row.key])
    return { json: { data: rows.map(toJson), page } }
  })
}

async function requireReference(db: Queries, { kind }: ManagedReference, key: string, at: Instant) {
  const row = await references.find(db, kind, key, at)
  if (!row) throw absent()
  return row
}

/** The content with the key that the path names. Throws 400 where it says another one. */
function withKey({ keyFields }: ManagedReference, key: string, body: Readonly<Record<string, unknown>>) {
  const named = keyFields(key)
  for (const [field, value] of Object.entries(named))
    if (field in body && body[field] !== value) throw invalidBody(`/${field}`, 'is not what the path says')
  return { ...named, ...body }
}

const toJson = ({ content, visible_from }: references.ReferenceRow) => ({
  ...JSON.parse(content),
  availableAt: visible_from,
})

/** Of the content alone: the same content has the same tag. */
const etagOf = ({ content }: references.ReferenceRow): string =>
  `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
