import { articleKind } from '../../src/articles/kind.ts'
import type { Database, Queries } from '../../src/db/database.ts'
import { entityPut, instrumentPut, putReferences } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent } from '../../src/references/schema.ts'
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
  }
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
