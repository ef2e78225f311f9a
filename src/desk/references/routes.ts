import { z } from 'zod'
import type { Router } from '../../http/endpoints/router.ts'
import { listOf, oneOf } from '../../http/parameters/envelope.ts'
import { cutPage, planPage } from '../../http/parameters/page.ts'
import * as parameters from '../../http/parameters/parameters.ts'
import { removeReference } from '../../references/remove.ts'
import * as references from '../../references/store.ts'
import type { DeskServices } from '../services.ts'
import { deskReferences } from './kinds.ts'
import {
  answerSchema,
  type DeskReference,
  etagOf,
  keyIn,
  minimalMatch,
  pathOf,
  requireReference,
  tag,
  toJson,
} from './reference.ts'
import { describeUse } from './uses.ts'
import { addUses } from './uses-routes.ts'

export function deskReferenceRoutes(router: Router, services: DeskServices): void {
  for (const kind of deskReferences) {
    const one = { ...kind, data: answerSchema(kind) }
    addGet(router, one)
    addPut(router, services, one)
    addDelete(router, services, one)
    // The other kinds have public lists under /v1.
    if (one.kind === 'disclaimer-rule') addList(router, one)
    // Nothing refers to a rule.
    else addUses(router, services, one)
  }
}

type Described = DeskReference & { readonly data: ReturnType<typeof answerSchema> }

function addGet(router: Router, one: Described): void {
  const endpoint = {
    operationId: `getDesk${one.name}`,
    tag,
    summary: `Get ${one.noun} as it is now`,
    description: 'Returns the `ETag` that replacing or deleting it requires as `If-Match`.',
    path: pathOf(one),
    parameters: keyIn(one),
    answer: oneOf(one.data),
    problems: ['not-found'],
    access: one.scopes.read,
  } as const
  router.read(endpoint, async ({ path, db, at }) => {
    const row = await requireReference(db, one, path.key, at)
    return { json: { data: toJson(row) }, etag: etagOf(row) }
  })
}

function addPut(router: Router, { config }: DeskServices, one: Described): void {
  const endpoint = {
    operationId: `put${one.name}`,
    tag,
    summary: `Put ${one.noun}`,
    description: `Creates the record (201) or replaces it as a whole (200; requires \`If-Match\`). The new state is public at once; \`asOf\` still returns earlier states for earlier moments. ${one.rule}`,
    method: 'PUT',
    path: pathOf(one),
    parameters: z.strictObject({
      key: one.key.meta({ description: `Key of ${one.noun}`, example: one.newKey }),
    }),
    body: one.body,
    answer: oneOf(one.data),
    problems: one.putProblems,
    access: one.scopes.write,
    ifMatch: 'required',
    mayCreate: true,
    example: one.example,
  } as const
  router.write(endpoint, async ({ path, body, write, requireMatch }) => {
    const { kind } = one
    const content = minimalMatch(one, path.key, body)
    const before = await references.find(write.tx, kind, path.key, write.at)
    requireMatch(before ? etagOf(before) : null)
    await one.put(write, config, content)
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

function addDelete(router: Router, { config }: DeskServices, one: DeskReference): void {
  const endpoint = {
    operationId: `delete${one.name}`,
    tag,
    summary: `Remove ${one.noun}`,
    description:
      'Removes the record at once; `asOf` still returns it for earlier moments. Refused (409 `reference-in-use`) while anything refers to it.',
    method: 'DELETE',
    path: pathOf(one),
    parameters: keyIn(one),
    answer: null,
    problems: ['not-found', 'reference-in-use'],
    access: one.scopes.write,
    ifMatch: 'required',
  } as const
  router.write(endpoint, async ({ path: { key }, write, actor, requireMatch }) => {
    const { kind } = one
    const before = await requireReference(write.tx, one, key, write.at)
    requireMatch(etagOf(before))
    const asked = { db: write.tx, at: write.at, config, actor, target: { kind, key } }
    await removeReference(write, { kind, key }, async (use) => (await describeUse(asked, use)) !== null)
    return {
      json: null,
      audit: { act: `${kind}.delete`, subject: `${kind}/${key}`, before: before.content, after: null },
    }
  })
}

function addList(router: Router, one: Described): void {
  const endpoint = {
    operationId: `list${one.name}s`,
    tag,
    summary: 'List the disclaimer rules',
    description: 'All rules in force, ordered by key.',
    path: `/admin/v1/${one.segment}`,
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
    const { rows, page } = cutPage(
      await references.list(asked.db, wanted),
      plan,
      (row) => [row.key],
      references.bytesOf,
    )
    return { json: { data: rows.map(toJson), page } }
  })
}
