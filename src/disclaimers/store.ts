import { sql } from 'kysely'
import { statement } from '../db/compiled.ts'
import type { Queries } from '../db/database.ts'
import { everPublicAt, publicAt } from '../publishing/view.ts'
import * as references from '../references/store.ts'
import type { Instant } from '../values/time.ts'
import { rulesMax } from './rules.ts'
import type { Disclaimer, DisclaimerRule } from './schema.ts'

/** The languages in which one disclaimer key may be in force. */
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

/** Every language in which a key is in force at the moment. */
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

/** A version of a key that is or was in force, in every language that has it. */
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

/** Disclaimers in force in the order of (key, locale), behind the given one. */
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

/** What decides which disclaimers stand beside a content at one moment. */
export interface InForce {
  readonly rules: readonly DisclaimerRule[]
  readonly disclaimers: readonly Disclaimer[]
}

const remembered = new WeakMap<Queries, Map<string, InForce>>()
const rememberedMax = 16

/**
 * All rules in force, and the texts that they name, from a moment at which something changed until the next: both
 * change only with the tape, so what was read is kept. Only another process may make a text again: `foreignWrites`
 * counts its writes.
 */
export async function inForceAt(db: Queries, moment: Instant, foreignWrites = 0): Promise<InForce> {
  const known = remembered.get(db) ?? new Map<string, InForce>()
  remembered.set(db, known)
  const key = `${moment} ${foreignWrites}`
  const found = known.get(key) ?? (await readInForce(db, moment))
  known.delete(key)
  known.set(key, found)
  const [oldest] = known.keys()
  if (known.size > rememberedMax && oldest) known.delete(oldest)
  return found
}

async function readInForce(db: Queries, at: Instant): Promise<InForce> {
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
