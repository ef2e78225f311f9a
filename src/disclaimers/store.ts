import { sql } from 'kysely'
import { statement } from '../db/compiled.ts'
import type { Queries } from '../db/database.ts'
import { everPublicAt, publicAt } from '../publishing/view.ts'
import * as references from '../references/store.ts'
import type { Instant } from '../values/time.ts'
import { rulesMax } from './rules.ts'
import type { Disclaimer, DisclaimerRule } from './schema.ts'

/** Maximum number of languages read for one disclaimer key. */
const localesMax = 200

const columns = [
  'publication.document_id',
  'publication.name',
  'publication.locale',
  'publication.visible_from',
  'rendition.content',
] as const

/** A disclaimer in force; `locale` is in lower case, `content` the delivered JSON. */
export type DisclaimerRow = Awaited<ReturnType<typeof listByKey>>[number]

/** The texts of a key in force at the moment, one per language. */
export const listByKey = statement((db, { key, at }: { key: string; at: Instant }) =>
  db
    .selectFrom('publication')
    .innerJoin('rendition', 'rendition.publication_id', 'publication.id')
    .select(columns)
    .where('publication.kind', '=', 'disclaimer')
    .where('publication.name', '=', key)
    .where(publicAt(at))
    .limit(localesMax),
)

/** A version of a key that is or was in force, in every language that has this version number. */
export const listVersions = statement(
  (db, { key, version, at }: { key: string; version: number; at: Instant }) =>
    db
      .selectFrom('publication')
      .innerJoin('rendition', 'rendition.publication_id', 'publication.id')
      .select(columns)
      .where('publication.kind', '=', 'disclaimer')
      .where('publication.name', '=', key)
      .where('publication.version', '=', version)
      .where(everPublicAt(at))
      .limit(localesMax),
)

/** Disclaimers in force after the given (key, locale), in that order. */
export const list = statement(
  (db, { key, locale, at, limit }: { key: string; locale: string; at: Instant; limit: number }) =>
    db
      .selectFrom('publication')
      .innerJoin('rendition', 'rendition.publication_id', 'publication.id')
      .select(columns)
      .where('publication.kind', '=', 'disclaimer')
      .where(sql<boolean>`(publication.name, publication.locale) > (${key}, ${locale})`)
      .where(publicAt(at))
      .orderBy('publication.name')
      .orderBy('publication.locale')
      .limit(limit),
)

/** Input of disclaimer resolution at one moment. */
export interface InForce {
  readonly rules: readonly DisclaimerRule[]
  readonly disclaimers: readonly Disclaimer[]
}

/** All rules in force at the moment, and the texts that they refer to. */
export async function findInForce(db: Queries, at: Instant): Promise<InForce> {
  const rows = await references.list(db, { kind: 'disclaimer-rule', after: '', at, limit: rulesMax })
  const rules: DisclaimerRule[] = rows.map((row) => JSON.parse(row.content))
  const disclaimers: Disclaimer[] = []
  for (const key of new Set(rules.map((rule) => rule.disclaimer))) {
    for (const row of await listByKey(db, { key, at })) {
      disclaimers.push(JSON.parse(row.content.toString()))
    }
  }
  return { rules, disclaimers }
}
