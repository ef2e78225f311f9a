import { createHash } from 'node:crypto'
import type { Router } from '../../http/endpoints/router.ts'
import { cutPage, planPage } from '../../http/parameters/page.ts'
import { absent } from '../../http/parameters/refusals.ts'
import { requireDocument } from '../documents/documents.ts'
import { findRevision, listRevisions } from '../documents/store.ts'
import type { PlainKind } from './kinds.ts'
import { base, ofOne, reading } from './operations.ts'
import * as schema from './schema.ts'

/** The snapshots of a menu or disclaimer. */
export function historyRoutes<Content>(router: Router, plain: PlainKind<Content>): void {
  addRevisions(router, plain)
  addRevision(router, plain)
}

function addRevisions<Content>(router: Router, plain: PlainKind<Content>): void {
  const endpoint = {
    operationId: `list${plain.name}Revisions`,
    tag: plain.tag,
    summary: `List the revisions of ${plain.noun}`,
    description: 'Every accepted write of its content, newest first.',
    path: `${base(plain)}/{id}/revisions`,
    parameters: ofOne(plain),
    query: schema.revisionsQuery,
    answer: schema.revisionsAnswer,
    problems: ['not-found'],
    access: reading(plain),
  } as const
  router.read(endpoint, async ({ db, at, since, path, query, url }) => {
    await requireDocument(db, plain.kind, path.id)
    const plan = planPage({ query, at, since, url }, 1)
    const below = Number(plan.after?.[0] ?? Number.MAX_SAFE_INTEGER)
    const found = await listRevisions(db, { documentId: path.id, below, limit: plan.limit + 1 })
    const { rows, page } = cutPage(found, plan, (row) => [String(row.revision)])
    return { json: { data: rows.map(revisionOf), page } }
  })
}

function addRevision<Content>(router: Router, plain: PlainKind<Content>): void {
  const endpoint = {
    operationId: `get${plain.name}Revision`,
    tag: plain.tag,
    summary: `Get a revision of ${plain.noun}`,
    description: 'An immutable snapshot of its content.',
    path: `${base(plain)}/{id}/revisions/{n}`,
    parameters: ofOne(plain).extend({ n: schema.revisionNumber }),
    answer: schema.revisionAnswer(plain),
    problems: ['not-found'],
    access: reading(plain),
  } as const
  router.read(endpoint, async ({ db, path }) => {
    await requireDocument(db, plain.kind, path.id)
    const row = await findRevision(db, path.id, path.n)
    if (!row) throw absent()
    return { json: { data: { ...JSON.parse(row.content), ...revisionOf(row), id: path.id } } }
  })
}

type RevisionRow = NonNullable<Awaited<ReturnType<typeof findRevision>>>

const revisionOf = ({ revision, author, created_at, content }: RevisionRow) => ({
  revision,
  author,
  createdAt: created_at,
  sha256: createHash('sha256').update(content).digest('hex'),
})
