import { statement } from '../../db/compiled.ts'
import type { Queries, Write } from '../../db/database.ts'
import { allSettled } from '../../db/settled.ts'
import type { DocumentKind } from '../../db/tables.ts'
import { refuse } from '../../kernel/refusal.ts'
import { newId } from '../../values/ids.ts'
import { readStored } from '../../values/stored.ts'
import type { Instant } from '../../values/time.ts'
import type { Kind } from '../kind.ts'
import { catalogueColumns, storeCatalogue } from './catalogue.ts'
import { newestRevisionOf, storeLinks } from './links.ts'

/** Creates a document and claims its name permanently. Throws 409 `slug-taken` and `external-id-taken`. */
export async function createDocument<Content>(
  write: Write,
  kind: Kind<Content>,
  content: Content,
  author = system,
  id = newId(kind.idPrefix),
): Promise<string> {
  const { tx, at } = write
  const revision = { documentId: id, revision: 1, content: JSON.stringify(content), at, author }
  await allSettled([
    insertDocument(tx, { id, kind: kind.kind, at }),
    claimName(tx, kind, id, content),
    catalogue(tx, kind, id, content),
    insertRevision(tx, revision),
  ])
  return id
}

/** Author of revisions written by a command instead of a key. */
export const system = 'system'

/** Returns the new number. Public answers do not change. Throws 409 `slug-taken` and `external-id-taken`. */
export async function addRevision<Content>(
  write: Write,
  kind: Kind<Content>,
  documentId: string,
  content: Content,
  author = system,
): Promise<number> {
  const { tx, at } = write
  await claimName(tx, kind, documentId, content)
  await catalogue(tx, kind, documentId, content)
  await raiseChange(write, documentId)
  const revision = ((await latestRevision(tx, documentId))?.revision ?? 0) + 1
  await insertRevision(tx, { documentId, revision, content: JSON.stringify(content), at, author })
  return revision
}

const insertDocument = statement((db, { id, kind, at }: { id: string; kind: DocumentKind; at: Instant }) =>
  db.insertInto('document').values({ id, kind, created_at: at, changed_at: at }),
)

interface RevisionRow {
  readonly documentId: string
  readonly revision: number
  readonly content: string
  readonly at: Instant
  readonly author: string
}

const insertRevision = statement((db, { documentId, revision, content, at, author }: RevisionRow) =>
  db.insertInto('revision').values({ document_id: documentId, revision, content, created_at: at, author }),
)

/** Id of the document that has claimed the name, published or not. */
export async function findByName(tx: Queries, kind: Kind<never>['kind'], name: string, locale: string) {
  return (await ownerOf(tx, { kind, name, locale })).at(0)?.document_id ?? null
}

interface Name {
  readonly kind: DocumentKind
  readonly name: string
  readonly locale: string
}

const ownerOf = statement((db, { kind, name, locale }: Name) =>
  db
    .selectFrom('document_name')
    .select('document_id')
    .where('kind', '=', kind)
    .where('name', '=', name)
    .where('locale', '=', locale),
)

export async function latestRevision(tx: Queries, documentId: string) {
  return (await revisionsOf(tx, { documentId })).at(0)
}

const revisionsOf = statement((db, { documentId }: { documentId: string }) =>
  db
    .selectFrom('revision')
    .select(['revision', 'content', 'created_at'])
    .where('document_id', '=', documentId)
    .orderBy('revision', 'desc')
    .limit(1),
)

/** The parsed content of a revision. Throws 409 if it does not exist. */
export async function contentOf<Content>(
  tx: Queries,
  kind: Kind<Content>,
  documentId: string,
  revision: number,
): Promise<Content> {
  const [row] = await oneRevision(tx, { documentId, revision, kind: kind.kind })
  if (!row) throw refuse('state-conflict', `There is no revision ${revision} of this document.`)
  return readStored(kind.content, JSON.parse(row.content))
}

const oneRevision = statement(
  (db, { documentId, revision, kind }: { documentId: string; revision: number; kind: DocumentKind }) =>
    db
      .selectFrom('revision')
      .innerJoin('document', 'document.id', 'revision.document_id')
      .select('revision.content')
      .where('revision.document_id', '=', documentId)
      .where('revision.revision', '=', revision)
      .where('document.kind', '=', kind),
)

/** Claims the document's name permanently. Throws 409 `slug-taken`. */
export async function claimName<Content>(
  tx: Queries,
  kind: Kind<Content>,
  documentId: string,
  content: Content,
) {
  const { name, locale } = kind.nameOf(content)
  const owner = await findByName(tx, kind.kind, name, locale)
  if (owner === documentId) return
  if (owner) throw refuse('slug-taken', `The name ${name} belongs to another document.`)
  await insertName(tx, { kind: kind.kind, name, locale, documentId })
}

/** Throws 409 `external-id-taken`. */
async function catalogue<Content>(tx: Queries, kind: Kind<Content>, documentId: string, content: Content) {
  await allSettled([
    storeCatalogue(tx, kind, documentId, catalogueColumns(kind.catalogueOf?.(content), null)),
    storeLinks(tx, newestRevisionOf(documentId), kind.linksOf?.(content) ?? []),
  ])
}

/** Counts an accepted write of a document, which changes its entity tag on the desk. */
export async function raiseChange({ tx, at }: Write, documentId: string): Promise<void> {
  await incrementChange(tx, { documentId, at })
}

const incrementChange = statement((db, { documentId, at }: { documentId: string; at: Instant }) =>
  db
    .updateTable('document')
    .set((row) => ({ change: row('change', '+', 1), changed_at: at }))
    .where('id', '=', documentId),
)

const insertName = statement((db, { kind, name, locale, documentId }: Name & { documentId: string }) =>
  db.insertInto('document_name').values({ kind, name, locale, document_id: documentId }),
)
