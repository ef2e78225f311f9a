import { type RawBuilder, sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Queries, Write } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { Instant } from '../../values/time.ts'

type Decision = Tables['review']['decision']

interface OneRevision {
  readonly documentId: string
  readonly revision: number
}

const newestDecision = statement((db, { documentId, revision }: OneRevision) =>
  db
    .selectFrom('review')
    .select(['decision', 'by', 'at', 'reason'])
    .where('document_id', '=', documentId)
    .where('revision', '=', revision)
    .orderBy('at', 'desc')
    .limit(1),
)

/** What was last decided about a revision. */
export async function findDecision(db: Queries, documentId: string, revision: number) {
  return (await newestDecision(db, { documentId, revision })).at(0) ?? null
}

export async function addDecision(
  { tx, at }: Write,
  decided: OneRevision & { readonly decision: Decision; readonly by: string; readonly reason: string | null },
): Promise<void> {
  const { documentId, revision, decision, by, reason } = decided
  await tx
    .insertInto('review')
    .values({ document_id: documentId, revision, at, decision, by, reason })
    .execute()
}

/** The public notice that came with a publication. */
export const findCorrection = (db: Queries, publicationId: string) =>
  db
    .selectFrom('correction')
    .select(['id', 'version', 'kind', 'severity', 'block_key', 'was', 'now_is', 'note', 'at'])
    .where('publication_id', '=', publicationId)
    .executeTakeFirstOrThrow()

export const findRetractionId = (db: Queries, documentId: string) =>
  db.selectFrom('retraction').select('id').where('document_id', '=', documentId).executeTakeFirstOrThrow()

/** What a list is narrowed by. */
export interface Narrowing {
  readonly storyKey?: string
  readonly externalId?: string
  readonly slug?: string
  readonly translationOf?: string
}

interface Place {
  readonly changedAt: Instant
  readonly id: string
}

/** What the state of an article is derived from. */
export interface FactsRow {
  readonly id: string
  readonly changed_at: Instant
  readonly is_discarded: 0 | 1
  readonly is_retracted: 0 | 1
  readonly is_held: 0 | 1
  readonly was_public: 0 | 1
  readonly decision: Decision | null
}

/** Articles by their last change, newest first, behind the place; each with what its state is derived from. */
export const listFacts = statement<
  {
    readonly narrowing: Narrowing
    readonly after: Place | null
    readonly at: Instant
    readonly limit: number
  },
  FactsRow
>((_, { narrowing, after, at, limit }) => {
  const { storyKey, externalId, slug, translationOf } = narrowing
  return sql`
    select document.id, document.changed_at, ${isSo(sql`document.discarded_at is not null`)} as is_discarded,
      ${isSo(sql`exists (select 1 from retraction where document_id = document.id)`)} as is_retracted,
      ${isSo(sql`exists (select 1 from hold where document_id = document.id and released_at is null)`)} as is_held,
      ${isSo(sql`exists (
        select 1 from publication
        where document_id = document.id and visible_from <= ${at} and revision = ${newestRevision}
      )`)} as was_public,
      (
        select decision from review where document_id = document.id and revision = ${newestRevision}
        order by at desc limit 1
      ) as decision
    from document
    where kind = 'article'
      ${after ? sql`and (changed_at, id) < (${after.changedAt}, ${after.id})` : sql``}
      ${storyKey ? sql`and story_key = ${storyKey}` : sql``}
      ${externalId ? sql`and external_id = ${externalId}` : sql``}
      ${translationOf ? sql`and translation_of = ${translationOf}` : sql``}
      ${slug ? sql`and id = (select document_id from document_name where kind = 'article' and name = ${slug} and locale = '')` : sql``}
    order by changed_at desc, id desc limit ${limit}`
})

/** Engines give what is true or false in different ways. */
const isSo = (condition: RawBuilder<unknown>) => sql`case when ${condition} then 1 else 0 end`

const newestRevision = sql`(select max(revision) from revision where document_id = document.id)`

const staleTranslations = statement(
  (db, { id, version, revision, limit }: { id: string; version: number; revision: number; limit: number }) =>
    db
      .selectFrom('document')
      .leftJoin('publication', (join) =>
        join
          .onRef('publication.document_id', '=', 'document.translation_of')
          .onRef('publication.version', '=', 'document.translation_version'),
      )
      .select('document.id')
      .where('document.translation_of', '=', id)
      .where('document.translation_version', '<', version)
      .where('document.discarded_at', 'is', null)
      .where((row) =>
        row.or([row('publication.revision', 'is', null), row('publication.revision', '<>', revision)]),
      )
      .orderBy('document.id')
      .limit(limit),
)

/** Ids of articles that say they translate an earlier text of this one than the given version's. */
export async function findStaleTranslations(
  db: Queries,
  id: string,
  { version, revision }: { readonly version: number; readonly revision: number },
  limit: number,
): Promise<string[]> {
  return (await staleTranslations(db, { id, version, revision, limit })).map((row) => row.id)
}

const newestBegun = statement((db, { documentId, at }: { documentId: string; at: Instant }) =>
  db
    .selectFrom('publication')
    .select(['version', 'revision'])
    .where('document_id', '=', documentId)
    .where('visible_from', '<=', at)
    .orderBy('version', 'desc')
    .limit(1),
)

/** The newest version of an article that is or was public. */
export async function findNewestBegun(db: Queries, documentId: string, at: Instant) {
  return (await newestBegun(db, { documentId, at })).at(0) ?? null
}

const revisionOfVersion = statement((db, { documentId, version }: { documentId: string; version: number }) =>
  db
    .selectFrom('publication')
    .select('revision')
    .where('document_id', '=', documentId)
    .where('version', '=', version),
)

export async function findRevisionOf(db: Queries, documentId: string, version: number) {
  return (await revisionOfVersion(db, { documentId, version })).at(0)?.revision ?? null
}
