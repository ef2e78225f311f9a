import { sql } from 'kysely'
import { statement } from '../../db/compiled.ts'
import type { Instant } from '../../values/time.ts'

interface ReferencePlace {
  readonly kind: string
  readonly key: string
  readonly from: Instant
}

export const nextReferences = statement(
  (db, { kind, key, from, limit }: ReferencePlace & { readonly limit: number }) =>
    db
      .selectFrom('reference')
      .selectAll()
      .where(sql<boolean>`(kind, "key", visible_from) > (${kind}, ${key}, ${from})`)
      .orderBy('kind')
      .orderBy('key')
      .orderBy('visible_from')
      .limit(limit),
)
