import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import { everPublicAt, publicAt } from '../../publishing/view.ts'
import type { Instant } from '../../values/time.ts'
import { isNotBlocked } from '../blocked.ts'

const columns = [
  'publication.id',
  'publication.document_id',
  'publication.name',
  'publication.version',
  'publication.published_at',
  'publication.visible_from',
  'publication.visible_until',
  'rendition.content',
  'rendition.body',
  'rendition.traits',
  'rendition.sha256',
] as const

/** A public version of an article; `content` is the JSON object without its body, `body` the body's blocks. */
export interface ArticleRow {
  /** Id of the publication. */
  readonly id: string
  readonly document_id: string
  /** Slug of this version. */
  readonly name: string
  readonly version: number
  readonly published_at: Instant
  readonly visible_from: Instant
  /** May lie in the future, so it must not be shown. */
  readonly visible_until: Instant | null
  readonly content: Buffer
  readonly body: Buffer | null
  readonly traits: string
  /** SHA-256 of content and body, hexadecimal. */
  readonly sha256: string
}

const bySlug = statement((db, { slug, at }: { slug: string; at: Instant }) =>
  db
    .selectFrom('document_name')
    .innerJoin('publication', 'publication.document_id', 'document_name.document_id')
    .innerJoin('rendition', 'rendition.publication_id', 'publication.id')
    .select(columns)
    .where('document_name.kind', '=', 'article')
    .where('document_name.name', '=', slug)
    .where('document_name.locale', '=', '')
    .where(publicAt(at))
    .limit(1),
)

const byId = statement((db, { id, at }: { id: string; at: Instant }) =>
  db
    .selectFrom('publication')
    .innerJoin('rendition', 'rendition.publication_id', 'publication.id')
    .select(columns)
    .where('publication.kind', '=', 'article')
    .where('publication.document_id', '=', id)
    .where(publicAt(at))
    .limit(1),
)

export const isId = (idOrSlug: string): boolean => idOrSlug.startsWith('art_')

/** Finds the version public at the moment by id or by any slug that the article has claimed. */
export async function find(db: Queries, idOrSlug: string, at: Instant): Promise<ArticleRow | undefined> {
  const rows = isId(idOrSlug)
    ? await byId(db, { id: idOrSlug, at })
    : await bySlug(db, { slug: idOrSlug, at })
  return rows.at(0)
}

/** A version that is or was public, while the article is public. */
export const findVersion = (
  db: Queries,
  documentId: string,
  version: number,
  at: Instant,
): Promise<ArticleRow | undefined> =>
  db
    .selectFrom('publication')
    .innerJoin('rendition', 'rendition.publication_id', 'publication.id')
    .select(columns)
    .where('publication.document_id', '=', documentId)
    .where('publication.version', '=', version)
    .where(everPublicAt(at))
    .executeTakeFirst()

/** Versions that are or were public with a number less than `below`, newest first. */
export const listVersions = (db: Queries, documentId: string, at: Instant, below: number, limit: number) =>
  db
    .selectFrom('publication')
    .innerJoin('rendition', 'rendition.publication_id', 'publication.id')
    .select([
      'version',
      'signal',
      'name',
      'visible_from',
      'visible_until',
      'rendition.sha256',
      'rendition.content',
    ])
    .where('publication.document_id', '=', documentId)
    .where('publication.version', '<', below)
    .where(everPublicAt(at))
    .orderBy('publication.version', 'desc')
    .limit(limit)
    .execute()

/** The same without their contents: when each became public. */
export const earlierVersions = (db: Queries, documentId: string, at: Instant, below: number, limit: number) =>
  db
    .selectFrom('publication')
    .select(['version', 'visible_from as availableAt'])
    .where('document_id', '=', documentId)
    .where('version', '<', below)
    .where(everPublicAt(at))
    .orderBy('version', 'desc')
    .limit(limit)
    .execute()

/** True if the article was public under this slug at or before the moment. */
export async function hadSlug(db: Queries, documentId: string, slug: string, at: Instant): Promise<boolean> {
  const row = await db
    .selectFrom('publication')
    .select('id')
    .where('document_id', '=', documentId)
    .where('name', '=', slug)
    .where(everPublicAt(at))
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The notice of a retracted article that was public under this id or slug at or before the moment. */
export function findRetraction(db: Queries, idOrSlug: string, at: Instant) {
  const documents = isId(idOrSlug)
    ? sql<string>`${idOrSlug}`
    : sql<string>`(select document_id from document_name where kind = 'article' and name = ${idOrSlug} and locale = '')`
  let query = db
    .selectFrom('retraction')
    .innerJoin('publication', 'publication.document_id', 'retraction.document_id')
    .select(['retraction.kind', 'retraction.notice', 'retraction.at'])
    .where('retraction.document_id', '=', documents)
    .where('publication.visible_from', '<=', at)
  if (!isId(idOrSlug)) query = query.where('publication.name', '=', idOrSlug)
  return query.limit(1).executeTakeFirst()
}

const idBatch = 500

/** Filters ids to those of articles that are public at the moment and not blocked in the jurisdiction. */
export async function publicAmong(
  db: Queries,
  ids: readonly string[],
  { at, jurisdiction }: { readonly at: Instant; readonly jurisdiction: string | null },
): Promise<Set<string>> {
  const found = new Set<string>()
  for (let start = 0; start < ids.length; start += idBatch) {
    const rows = await db
      .selectFrom('publication')
      .select('publication.document_id')
      .where('publication.kind', '=', 'article')
      .where('publication.document_id', 'in', ids.slice(start, start + idBatch))
      .where(publicAt(at))
      .where(isNotBlocked(jurisdiction))
      .execute()
    for (const row of rows) found.add(row.document_id)
  }
  return found
}
