import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Queries } from '../../db/database.ts'
import type { ReadEndpoint } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { listOf, oneOf } from '../../http/parameters/envelope.ts'
import { cutPage, planPage } from '../../http/parameters/page.ts'
import { page, versionNumber } from '../../http/parameters/parameters.ts'
import { deskNotFound } from '../../http/parameters/refusals.ts'
import type { DeskServices } from '../services.ts'
import { basePath, type DeskKind, idParameter, readScopes } from './kind.ts'
import { findDocument, findRevision, listRevisions, type RevisionRow } from './store.ts'

export function revisionRoutes<Content>(
  router: Router,
  services: DeskServices,
  kind: DeskKind<Content>,
): void {
  addList(router, services, kind)
  addGet(router, kind)
}

function addList<Content>(router: Router, { pacer }: DeskServices, kind: DeskKind<Content>): void {
  const endpoint = {
    operationId: `list${kind.revisionName}s`,
    tag: kind.tag,
    summary: `List the revisions of ${kind.noun}`,
    description: 'One revision for each accepted write of the content, newest first.',
    path: `${basePath(kind)}/{id}/revisions`,
    parameters: idParameter(kind),
    query: z.strictObject(page),
    answer: listOf(kind.answers.revisionSummary),
    problems: ['not-found'],
    access: readScopes(kind),
  } as const satisfies ReadEndpoint
  router.read(endpoint, async ({ db, at, since, path: { id }, query, url }) => {
    if (!(await findDocument(db, kind.kind, id))) throw deskNotFound()
    const plan = planPage({ query, at, since, url }, 1)
    const below = Number(plan.after?.[0] ?? Number.MAX_SAFE_INTEGER)
    const found = await listRevisions(db, { documentId: id, below, limit: plan.limit + 1 })
    const { rows, page } = cutPage(found, plan, ({ revision }) => [String(revision)])
    const data: object[] = []
    for (const { revision } of rows) {
      if (pacer.isSpent()) await pacer.turn()
      const row = await findRevision(db, id, revision)
      if (row) data.push(await describeRevision(db, kind, id, row))
    }
    return { json: { data, page } }
  })
}

function addGet<Content>(router: Router, kind: DeskKind<Content>): void {
  const endpoint = {
    operationId: `get${kind.revisionName}`,
    tag: kind.tag,
    summary: `Get a revision of ${kind.noun}`,
    description: 'Returns the content as it was accepted. A revision never changes.',
    path: `${basePath(kind)}/{id}/revisions/{n}`,
    parameters: idParameter(kind).extend({ n: versionNumber.describe('Number of the revision') }),
    answer: oneOf(kind.answers.revision),
    problems: ['not-found'],
    access: readScopes(kind),
  } as const satisfies ReadEndpoint
  router.read(endpoint, async ({ db, path: { id, n } }) => {
    const row = (await findDocument(db, kind.kind, id)) && (await findRevision(db, id, n))
    if (!row) throw deskNotFound()
    return { json: { data: await describeRevision(db, kind, id, row) } }
  })
}

/** The response schemas drop undeclared fields and add defaults for fields newer than the revision. */
const describeRevision = async <Content>(
  db: Queries,
  kind: DeskKind<Content>,
  id: string,
  row: RevisionRow,
) => ({
  ...JSON.parse(row.content),
  id,
  revision: row.revision,
  author: row.author,
  createdAt: row.created_at,
  sha256: createHash('sha256').update(row.content).digest('hex'),
  ...(await kind.adds.toRevision?.(db, id, row)),
})
