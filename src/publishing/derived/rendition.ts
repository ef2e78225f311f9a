import { createHash } from 'node:crypto'
import type { Selectable } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { Tables } from '../../db/tables.ts'
import type { Rendition } from '../kind.ts'

export type StoredRendition = Omit<Selectable<Tables['rendition']>, 'publication_id'>

/** The bytes of a publication. */
export function toStored({ content, body, traits }: Rendition): StoredRendition {
  const contentBytes = Buffer.from(JSON.stringify(content))
  const bodyBytes = body === null ? null : Buffer.from(JSON.stringify(body))
  return {
    content: contentBytes,
    body: bodyBytes,
    traits: JSON.stringify(traits),
    sha256: sha256Of(contentBytes, bodyBytes),
  }
}

export const sha256Of = (content: Buffer, body: Buffer | null): string =>
  createHash('sha256')
    .update(content)
    .update(body ?? '')
    .digest('hex')

/** Returns whether it differs from the stored rendition. */
export async function storeRendition(
  tx: Queries,
  publicationId: string,
  rendition: StoredRendition,
): Promise<boolean> {
  const [stored] = await storedRendition(tx, { publicationId })
  if (stored && isSame(stored, rendition)) return false
  await putRendition(tx, { publicationId, ...rendition })
  return true
}

/** Compares the bytes themselves: they can be damaged while the stored hash is intact. */
const isSame = (one: StoredRendition, other: StoredRendition): boolean =>
  one.sha256 === other.sha256 &&
  one.traits === other.traits &&
  one.content.equals(other.content) &&
  (one.body === null || other.body === null ? one.body === other.body : one.body.equals(other.body))

const storedRendition = statement((db, { publicationId }: { publicationId: string }) =>
  db
    .selectFrom('rendition')
    .select(['content', 'body', 'traits', 'sha256'])
    .where('publication_id', '=', publicationId),
)

const putRendition = statement((db, row: StoredRendition & { publicationId: string }) => {
  const { content, body, traits, sha256 } = row
  const rendition = { content, body, traits, sha256 }
  return db
    .insertInto('rendition')
    .values({ publication_id: row.publicationId, ...rendition })
    .onConflict((conflict) => conflict.column('publication_id').doUpdateSet(rendition))
})
