import { articleKind } from '../../src/articles/kind.ts'
import type { Database, Queries } from '../../src/db/database.ts'
import { isIndexed } from '../../src/publishing/derived/search.ts'
import { entityPut, instrumentPut, putReferences } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent } from '../../src/references/schema.ts'
import { dateOfRow } from '../../src/search/rows.ts'
import { namingBeside } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

/** All derived data of a store in a fixed order, without the derivation numbers. */
export async function derivedOf(db: Queries) {
  const renditions = await db.selectFrom('rendition').selectAll().orderBy('publication_id').execute()
  return {
    renditions: renditions.map((row) => ({
      ...row,
      content: String(row.content),
      body: row.body && String(row.body),
    })),
    terms: await db
      .selectFrom('publication_term')
      .selectAll()
      .orderBy('publication_id')
      .orderBy('term')
      .execute(),
    search: await searchOf(db),
    documents: await db
      .selectFrom('document')
      .select(['id', 'external_id', 'story_key', 'translation_of', 'translation_version'])
      .orderBy('id')
      .execute(),
    documentLinks: await db
      .selectFrom('document_link')
      .selectAll()
      .orderBy('document_id')
      .orderBy('publication_id')
      .orderBy('target_kind')
      .orderBy('target_key')
      .execute(),
    listings: await db
      .selectFrom('listing')
      .selectAll()
      .orderBy('mic')
      .orderBy('ticker')
      .orderBy('instrument_key')
      .orderBy('valid_from')
      .execute(),
    identifiers: await db
      .selectFrom('reference_identifier')
      .selectAll()
      .orderBy('scheme')
      .orderBy('value')
      .execute(),
    links: await db
      .selectFrom('reference_link')
      .selectAll()
      .orderBy('kind')
      .orderBy('key')
      .orderBy('target_kind')
      .orderBy('target_key')
      .execute(),
    words: await db
      .selectFrom('reference_word')
      .selectAll()
      .orderBy('kind')
      .orderBy('key')
      .orderBy('word')
      .execute(),
  }
}

/** For what date publications are in the search index, null where the index lacks them, and the hashes of their tokens. */
async function searchOf(db: Queries) {
  const publications = await db
    .selectFrom('publication')
    .select(['id as publication_id', 'search_row', 'search_sha256'])
    .where('kind', '=', 'article')
    .orderBy('id')
    .execute()
  return Promise.all(
    publications.map(async ({ search_row, ...rest }) => ({
      ...rest,
      // Rows of one date are in the order of arrival, or of a rebuild.
      indexedAt:
        search_row !== null && (await isIndexed(db, search_row)) ? dateOfRow(BigInt(search_row)) : null,
    })),
  )
}

/** Publishes an article whose facts and text mention references that its lists do not. Returns its id. */
export async function publishNamingBeside(db: Database): Promise<string> {
  const entities = ['known', 'issuer', 'subject', 'partner', 'source', 'speaker', 'marked']
  const instruments = ['paper', 'known-paper']
  await db.write((write) =>
    putReferences(write, [
      ...entities.map((key) => entityPut(EntityContent.parse({ key, type: 'organisation', name: key }))),
      ...instruments.map((key) =>
        instrumentPut(InstrumentContent.parse({ key, name: key, assetClass: 'equity' })),
      ),
    ]),
  )
  return newsroom(db).publish(articleKind, namingBeside())
}
