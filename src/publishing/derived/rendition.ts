import { createHash } from 'node:crypto'
import type { Insertable } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { PublicationRow, Tables } from '../../db/tables.ts'
import type { Kind } from '../kind.ts'

type StoredRendition = Omit<Insertable<Tables['rendition']>, 'publication_id'>

/** Makes the bytes of a publication; the same content always gives the same bytes. */
export async function renditionOf<Content>(
  db: Queries,
  kind: Kind<Content>,
  publication: PublicationRow,
  source: Content,
): Promise<StoredRendition> {
  const { content, body, facts } = await kind.render(db, publication, source)
  const contentBytes = Buffer.from(JSON.stringify(content))
  const bodyBytes = body === null ? null : Buffer.from(JSON.stringify(body))
  const sha256 = createHash('sha256')
    .update(contentBytes)
    .update(bodyBytes ?? '')
    .digest('hex')
  return {
    content: contentBytes,
    body: bodyBytes,
    facts: JSON.stringify(facts),
    sha256,
    renderer: kind.renderer,
  }
}

export async function storeRendition(
  tx: Queries,
  publicationId: string,
  rendition: StoredRendition,
): Promise<void> {
  await putRendition(tx, { publicationId, ...rendition })
}

const putRendition = statement((db, row: StoredRendition & { publicationId: string }) => {
  const { content, body, facts, sha256, renderer } = row
  const rendition = { content, body, facts, sha256, renderer }
  return db
    .insertInto('rendition')
    .values({ publication_id: row.publicationId, ...rendition })
    .onConflict((conflict) => conflict.column('publication_id').doUpdateSet(rendition))
})
