import type { Queries } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'

export interface PreviewRow {
  readonly sha256: string
  readonly document_id: string
  readonly revision: number
  readonly created_by: string
  readonly expires_at: Instant
}

export const insert = (tx: Queries, row: PreviewRow) => tx.insertInto('preview').values(row).execute()

/** An unexpired preview with its revision. */
export const find = (db: Queries, sha256: string, at: Instant) =>
  db
    .selectFrom('preview')
    .innerJoin('revision', (join) =>
      join
        .onRef('revision.document_id', '=', 'preview.document_id')
        .onRef('revision.revision', '=', 'preview.revision'),
    )
    .select(['preview.document_id', 'preview.revision', 'revision.content', 'revision.created_at'])
    .where('preview.sha256', '=', sha256)
    .where('preview.expires_at', '>', at)
    .executeTakeFirst()

/** Deletes the oldest expired previews, at most `limit`. */
export async function removeExpired(tx: Queries, at: Instant, limit: number): Promise<void> {
  await tx
    .deleteFrom('preview')
    .where('sha256', 'in', (query) =>
      query
        .selectFrom('preview')
        .select('sha256')
        .where('expires_at', '<=', at)
        .orderBy('expires_at')
        .limit(limit),
    )
    .execute()
}
