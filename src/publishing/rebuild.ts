import type { Database } from '../db/database.ts'
import type { DocumentKind } from '../db/tables.ts'
import type { Kind } from './kind.ts'
import { type PublicationRow, renditionOf, storeRendition } from './publications.ts'
import { raiseEpoch } from './tape.ts'

const batch = 200

/** Every kind by its name. A kind's content is its own affair, so it is not known here. */
export type Kinds = Record<DocumentKind, Kind<unknown>>

/**
 * Makes the bytes of every publication again from its revision, in batches. With `onlyOutdated`, of those alone that
 * an earlier renderer made. Returns how many were examined and how many came out differently.
 */
export async function rebuild(db: Database, kinds: Kinds, onlyOutdated = false) {
  const count = { examined: 0, changed: 0 }
  for (let after = ''; ; ) {
    const rows = await nextRows(db, after)
    const last = rows.at(-1)
    if (!last) return count
    const wanted = rows.filter((row) => !onlyOutdated || row.renderer !== kinds[row.kind].renderer)
    if (wanted.length > 0) {
      const changed = await db.write(async ({ tx }) => {
        let changed = 0
        for (const { content, sha256, renderer, ...publication } of wanted) {
          const kind = kinds[publication.kind]
          const source = JSON.parse(content)
          const fresh = await renditionOf(tx, kind, publication, source)
          if (fresh.sha256 === sha256 && fresh.renderer === renderer) continue
          await storeRendition(tx, kind, publication, source)
          changed += 1
        }
        if (changed > 0) await raiseEpoch(tx)
        return changed
      })
      count.changed += changed
    }
    count.examined += wanted.length
    after = last.id
  }
}

type Row = PublicationRow & { content: string; sha256: string | null; renderer: number | null }

const nextRows = (db: Database, after: string): Promise<Row[]> =>
  db.read
    .selectFrom('publication')
    .innerJoin('revision', (join) =>
      join
        .onRef('revision.document_id', '=', 'publication.document_id')
        .onRef('revision.revision', '=', 'publication.revision'),
    )
    .leftJoin('rendition', 'rendition.publication_id', 'publication.id')
    .selectAll('publication')
    .select(['revision.content', 'rendition.sha256', 'rendition.renderer'])
    .where('publication.id', '>', after)
    .orderBy('publication.id')
    .limit(batch)
    .execute()
