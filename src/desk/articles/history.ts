import { createHash } from 'node:crypto'
import { z } from 'zod'
import { articleKind } from '../../articles/kind.ts'
import type { Queries } from '../../db/database.ts'
import type { ReadEndpoint } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { listOf, oneOf } from '../../http/parameters/envelope.ts'
import { cutPage, planPage } from '../../http/parameters/page.ts'
import { page, versionNumber } from '../../http/parameters/parameters.ts'
import { absent } from '../../http/parameters/refusals.ts'
import { contentOf, requireDocument } from '../documents/documents.ts'
import { findRevision, listRevisions } from '../documents/store.ts'
import { articleId, reading, tag } from './operations.ts'
import { Revision, RevisionSummary } from './schema.ts'
import { findDecision } from './store.ts'

/** The snapshots of an article. */
export function deskHistoryRoutes(router: Router): void {
  addRevisions(router)
  addRevision(router)
}

const beyondAll = 1_000_000_000

function addRevisions(router: Router): void {
  const endpoint = {
    operationId: 'listRevisions',
    tag,
    summary: 'List the revisions of an article',
    description: 'Everything that was ever accepted as its content, newest first.',
    path: '/admin/v1/articles/{id}/revisions',
    parameters: z.strictObject({ id: articleId }),
    query: z.strictObject(page),
    answer: listOf(RevisionSummary),
    problems: ['not-found'],
    access: reading,
  } as const satisfies ReadEndpoint
  router.read(endpoint, async ({ db, at, since, path, query, url }) => {
    await requireDocument(db, articleKind, path.id)
    const plan = planPage({ query, at, since, url }, 1)
    const below = plan.after ? Number(plan.after[0]) : beyondAll
    const found = await listRevisions(db, { documentId: path.id, below, limit: plan.limit + 1 })
    const { rows, page } = cutPage(found, plan, (row) => [String(row.revision)])
    const data: object[] = []
    for (const row of rows) data.push(await summaryOf(db, path.id, row))
    return { json: { data, page } }
  })
}

function addRevision(router: Router): void {
  const endpoint = {
    operationId: 'getRevision',
    tag,
    summary: 'Get a revision of an article',
    description: 'The content as it was accepted. It never changes.',
    path: '/admin/v1/articles/{id}/revisions/{n}',
    parameters: z.strictObject({
      id: articleId,
      n: versionNumber.meta({ description: 'Number of the revision' }),
    }),
    answer: oneOf(Revision),
    problems: ['not-found'],
    access: reading,
  } as const satisfies ReadEndpoint
  router.read(endpoint, async ({ db, path }) => {
    await requireDocument(db, articleKind, path.id)
    const row = await findRevision(db, path.id, path.n)
    if (!row) throw absent()
    const content = contentOf(articleKind, row.content)
    return { json: { data: { ...content, ...(await summaryOf(db, path.id, row)), id: path.id } } }
  })
}

type Row = NonNullable<Awaited<ReturnType<typeof findRevision>>>

const summaryOf = async (db: Queries, id: string, { revision, content, author, created_at }: Row) => ({
  revision,
  headline: JSON.parse(content).headline,
  author,
  createdAt: created_at,
  review: await findDecision(db, id, revision),
  sha256: createHash('sha256').update(content).digest('hex'),
})
