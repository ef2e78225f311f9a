import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Queries, Write } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { Instant } from '../../values/time.ts'

export async function addDecision({ tx, at }: Write, decision: Omit<Tables['review'], 'at'>): Promise<void> {
  await tx
    .insertInto('review')
    .values({ ...decision, at })
    .execute()
}

/** The correction notice that was published with a version. */
export const findCorrection = (db: Queries, publicationId: string) =>
  db
    .selectFrom('correction')
    .select(['id', 'version', 'kind', 'severity', 'block_key', 'was', 'now_is', 'note', 'at'])
    .where('publication_id', '=', publicationId)
    .executeTakeFirstOrThrow()

interface OneVersion {
  readonly documentId: string
  readonly version: number
}

interface VersionRow {
  readonly visible_from: Instant | null
  readonly retracted_at: Instant | null
  readonly content: string | null
}

/** A version of an article with its content, all null if the article has no such version; no row for no article. */
export const versionOf = statement<OneVersion, VersionRow>(
  (_, { documentId, version }) => sql`
    select publication.visible_from, publication.retracted_at, revision.content
    from document
    left join publication on publication.document_id = document.id and publication.version = ${version}
    left join revision on revision.document_id = document.id and revision.revision = publication.revision
    where document.id = ${documentId} and document.kind = 'article'`,
)

const newestBegun = statement((db, { documentId, at }: { documentId: string; at: Instant }) =>
  db
    .selectFrom('publication')
    .select(['version', 'revision', 'recorded_at'])
    .where('document_id', '=', documentId)
    .where('visible_from', '<=', at)
    .orderBy('version', 'desc')
    .limit(1),
)

export async function findNewestStarted(db: Queries, documentId: string, at: Instant) {
  return (await newestBegun(db, { documentId, at })).at(0) ?? null
}

const revisionOfVersion = statement((db, { documentId, version }: OneVersion) =>
  db
    .selectFrom('publication')
    .select('revision')
    .where('document_id', '=', documentId)
    .where('version', '=', version),
)

export async function findRevisionOf(db: Queries, documentId: string, version: number) {
  return (await revisionOfVersion(db, { documentId, version })).at(0)?.revision ?? null
}
