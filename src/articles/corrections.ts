import { sql } from 'kysely'
import { statement } from '../db/compiled.ts'
import type { Queries } from '../db/database.ts'
import { everPublicAt, publicAt } from '../publishing/view.ts'
import type { Instant } from '../values/time.ts'
import { isNotBlocked } from './blocked.ts'
import type { Correction, CorrectionNotice } from './schema/article.ts'

/** Maximum number embedded in an article; its list of corrections has the rest. */
const embeddedMax = 100

const correctionColumns = [
  'correction.id',
  'correction.version',
  'correction.kind',
  'correction.severity',
  'correction.block_key as blockKey',
  'correction.was',
  'correction.now_is as is',
  'correction.note',
  'correction.at',
] as const

/** Corrections up to a version of an article, newest first; at most 100. */
export const listCorrections = (db: Queries, documentId: string, versionMax: number) =>
  embedded(db, { documentId, versionMax })

const embedded = statement((db, { documentId, versionMax }: { documentId: string; versionMax: number }) =>
  db
    .selectFrom('correction')
    .select(correctionColumns)
    .where('document_id', '=', documentId)
    .where('version', '<=', versionMax)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(embeddedMax),
)

/** A page of notices; `after` is the instant and id of the last notice before it. */
export interface NoticePage {
  readonly at: Instant
  readonly after: readonly string[] | null
  readonly limit: number
}

/** Bytes of the JSON of a notice. */
export const bytesOfNotice = (notice: Correction | CorrectionNotice): number =>
  Buffer.byteLength(JSON.stringify(notice))

/** The corrections of one article that are public at the moment, newest first. */
export async function listCorrectionsOf(
  db: Queries,
  documentId: string,
  { at, after, limit }: NoticePage,
): Promise<Correction[]> {
  const rows = await db
    .selectFrom('correction')
    .innerJoin('publication', 'publication.id', 'correction.publication_id')
    .select(correctionColumns)
    .where('correction.document_id', '=', documentId)
    .where(everPublicAt(at))
    .where(behind('correction', after))
    .orderBy('correction.at', 'desc')
    .orderBy('correction.id', 'desc')
    .limit(limit)
    .execute()
  return rows as Correction[]
}

/** Retractions, and corrections of articles public at the moment, newest first. */
export async function listNotices(
  db: Queries,
  page: NoticePage,
  jurisdiction: string | null,
): Promise<CorrectionNotice[]> {
  const notices = [
    ...(await listPublicCorrections(db, page, jurisdiction)),
    ...(await listRetractions(db, page)),
  ]
  return notices
    .sort((one, other) => (`${one.at}${one.id}` < `${other.at}${other.id}` ? 1 : -1))
    .slice(0, page.limit)
}

async function listPublicCorrections(
  db: Queries,
  { at, after, limit }: NoticePage,
  jurisdiction: string | null,
): Promise<CorrectionNotice[]> {
  const rows = await db
    .selectFrom('correction')
    .innerJoin('publication', 'publication.document_id', 'correction.document_id')
    .innerJoin('rendition', 'rendition.publication_id', 'publication.id')
    .select(correctionColumns)
    .select(['correction.document_id as articleId', 'publication.name as slug', 'rendition.content'])
    .where(publicAt(at))
    .where('correction.at', '<=', at)
    .where(isNotBlocked(jurisdiction))
    .where(behind('correction', after))
    .orderBy('correction.at', 'desc')
    .orderBy('correction.id', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ content, ...row }) => {
    const { headline, locale } = JSON.parse(content.toString())
    return { ...row, headline, locale } as CorrectionNotice
  })
}

const noLonger = {
  slug: null,
  locale: null,
  headline: null,
  version: null,
  severity: null,
  blockKey: null,
  was: null,
  is: null,
}

async function listRetractions(db: Queries, { at, after, limit }: NoticePage): Promise<CorrectionNotice[]> {
  const rows = await db
    .selectFrom('retraction')
    .select(['id', 'document_id as articleId', 'notice as note', 'at'])
    .where('at', '<=', at)
    .where(behind('retraction', after))
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...row, ...noLonger, kind: 'retraction' as const }))
}

function behind(table: 'correction' | 'retraction', after: readonly string[] | null) {
  if (!after) return sql<boolean>`1 = 1`
  const [at, id] = after
  return sql<boolean>`(${sql.ref(`${table}.at`)}, ${sql.ref(`${table}.id`)}) < (${at}, ${id})`
}
