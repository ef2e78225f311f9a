import type { Database, Queries } from '../../db/database.ts'
import type { DocumentKind, PublicationRow } from '../../db/tables.ts'
import type { Kind } from '../kind.ts'
import { raiseEpoch } from '../tape/tape.ts'
import { renditionOf, storeRendition } from './rendition.ts'

/** Publications made again in one write; other writes wait for so long. */
const batch = 200

/** Every kind by its name. A kind's content is its own affair, so it is not known here. */
export type Kinds = Record<DocumentKind, Kind<unknown>>

/** How many publications were made again, and how many of them came out differently. */
export interface RebuildOutcome {
  examined: number
  changed: number
}

/** Makes the bytes of every publication of the given kinds again from its revision. */
export async function rebuild(
  db: Database,
  kinds: Kinds,
  names = Object.keys(kinds),
): Promise<RebuildOutcome> {
  const outcome = { examined: 0, changed: 0 }
  for (let after: string | undefined = ''; after !== undefined; ) {
    const begin: string = after
    const done = await db.write(async ({ tx }) => {
      const rows = await nextRows(tx, names as DocumentKind[], begin)
      let changed = 0
      for (const row of rows) {
        if (await remake(tx, kinds[row.kind], row)) changed += 1
      }
      if (changed > 0) await raiseEpoch(tx)
      return { examined: rows.length, changed, last: rows.at(-1)?.id }
    })
    outcome.examined += done.examined
    outcome.changed += done.changed
    after = done.last
  }
  return outcome
}

/** Makes again what an earlier renderer has made: at the first start of a program with another one. */
export async function rebuildOutdated(db: Database, kinds: Kinds): Promise<void> {
  const known = new Map(
    (await db.read.selectFrom('kind_renderer').selectAll().execute()).map((row) => [row.kind, row.renderer]),
  )
  const outdated = Object.values(kinds).filter(({ kind, renderer }) => known.get(kind) !== renderer)
  if (outdated.length === 0) return
  await rebuild(
    db,
    kinds,
    outdated.map(({ kind }) => kind),
  )
  await db.write(async ({ tx }) => {
    for (const { kind, renderer } of outdated) {
      await tx
        .insertInto('kind_renderer')
        .values({ kind, renderer })
        .onConflict((conflict) => conflict.column('kind').doUpdateSet({ renderer }))
        .execute()
    }
  })
}

type Row = PublicationRow & { content: string; sha256: string | null; renderer: number | null }

async function remake(tx: Queries, kind: Kind<unknown>, { content, sha256, renderer, ...publication }: Row) {
  const rendition = await renditionOf(tx, kind, publication, kind.content.parse(JSON.parse(content)))
  if (rendition.sha256 === sha256 && rendition.renderer === renderer) return false
  await storeRendition(tx, publication.id, rendition)
  return true
}

const nextRows = (tx: Queries, kinds: DocumentKind[], after: string): Promise<Row[]> =>
  tx
    .selectFrom('publication')
    .innerJoin('revision', (join) =>
      join
        .onRef('revision.document_id', '=', 'publication.document_id')
        .onRef('revision.revision', '=', 'publication.revision'),
    )
    .leftJoin('rendition', 'rendition.publication_id', 'publication.id')
    .selectAll('publication')
    .select(['revision.content', 'rendition.sha256', 'rendition.renderer'])
    .where('publication.kind', 'in', kinds)
    .where('publication.id', '>', after)
    .orderBy('publication.id')
    .limit(batch)
    .execute()
