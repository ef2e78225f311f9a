import type { Queries } from '../../src/db/database.ts'

/** Every publication of an article, past, present and future, with its content. */
export const versionRows = (db: Queries) =>
  db
    .selectFrom('publication')
    .innerJoin('revision', (join) =>
      join
        .onRef('revision.document_id', '=', 'publication.document_id')
        .onRef('revision.revision', '=', 'publication.revision'),
    )
    .selectAll('publication')
    .select('revision.content')
    .where('publication.kind', '=', 'article')
