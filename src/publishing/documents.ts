import type { Queries, Write } from '../db/database.ts'
import { Refusal, stateConflict } from '../errors.ts'
import { newId } from '../values/ids.ts'
import type { Kind } from './kind.ts'

/** Creates a document with its first revision. Its name is claimed for good by this. Throws 409 `slug-taken`. */
export async function createDocument<Content>(
  write: Write,
  kind: Kind<Content>,
  content: Content,
): Promise<string> {
  const id = newId(kind.idPrefix)
  await write.tx.insertInto('document').values({ id, kind: kind.kind, created_at: write.at }).execute()
  await addRevision(write, kind, id, content)
  return id
}

/** Adds an immutable snapshot of the content, and returns its number. Public answers do not change by this. */
export async function addRevision<Content>(
  { tx, at }: Write,
  kind: Kind<Content>,
  documentId: string,
  content: Content,
): Promise<number> {
  await claimName(tx, kind, documentId, content)
  const revision = ((await latestRevision(tx, documentId))?.revision ?? 0) + 1
  await tx
    .insertInto('revision')
    .values({ document_id: documentId, revision, content: JSON.stringify(content), created_at: at })
    .execute()
  return revision
}

/** The document that has claimed a name, published or not. */
export async function findByName(tx: Queries, kind: Kind<never>['kind'], name: string, locale: string) {
  const row = await tx
    .selectFrom('document_name')
    .select('document_id')
    .where('kind', '=', kind)
    .where('name', '=', name)
    .where('locale', '=', locale)
    .executeTakeFirst()
  return row?.document_id ?? null
}

export async function latestRevision(tx: Queries, documentId: string) {
  return tx
    .selectFrom('revision')
    .select(['revision', 'content'])
    .where('document_id', '=', documentId)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The content of a revision as its kind reads it. Throws 409 where there is no such revision. */
export async function contentOf<Content>(
  tx: Queries,
  kind: Kind<Content>,
  documentId: string,
  revision: number,
): Promise<Content> {
  const row = await tx
    .selectFrom('revision')
    .innerJoin('document', 'document.id', 'revision.document_id')
    .select('revision.content')
    .where('revision.document_id', '=', documentId)
    .where('revision.revision', '=', revision)
    .where('document.kind', '=', kind.kind)
    .executeTakeFirst()
  if (!row) throw stateConflict(`There is no revision ${revision} of this document.`)
  return JSON.parse(row.content)
}

async function claimName<Content>(tx: Queries, kind: Kind<Content>, documentId: string, content: Content) {
  const { name, locale } = kind.nameOf(content)
  const owner = await findByName(tx, kind.kind, name, locale)
  if (owner === documentId) return
  if (owner) throw new Refusal(409, 'slug-taken', `The name ${name} belongs to another document.`)
  await tx
    .insertInto('document_name')
    .values({ kind: kind.kind, name, locale, document_id: documentId })
    .execute()
}
