import { padded } from '../db/compiled.ts'
import type { Queries } from '../db/database.ts'
import type { Pacer } from '../kernel/pacer.ts'
import type { Instant } from '../values/time.ts'
import type { ArticleTraits, TranslatedVersion } from './kind.ts'
import { blockingTerms } from './terms.ts'
import { type PublicVersion, publicVersions, revisionOf, translationLinks } from './translations-store.ts'

/** A public article, as a translation of others or as their original. */
export interface LanguageVersion {
  readonly id: string
  readonly slug: string
  /** BCP 47. */
  readonly locale: string
  readonly publishedAt: Instant
  readonly updatedAt: Instant
  readonly publicationId: string
  readonly version: number
  readonly revision: number
  /** What it was translated from, public or not; null if it is no translation. */
  readonly translation: TranslatedVersion | null
}

interface Reading {
  readonly db: Queries
  readonly pacer: Pacer
}

interface Where {
  readonly at: Instant
  /** Articles that are blocked there are left out. */
  readonly jurisdiction: string | null
  /** Those for which it is false too. */
  readonly isShown?: (traits: ArticleTraits) => boolean
}

/** Articles of one query. */
const batchSize = 500
/** Links that the articles of a batch may have. */
const linksMax = 5_000
/** Articles that the groups may have beside those that are asked for. */
const othersMax = 1_000
/** How often a translation of a translation is followed, up or down. */
const stepsMax = 10

/**
 * The translations of some articles, for `hreflang`: the group of each article that has any, by its id. A group holds
 * all public articles that `translation.of` connects, directly or through others, itself included, by locale and then
 * the newest first; so every article of it has the same group. It has several articles of one locale if there are.
 */
export async function translationGroups(
  reading: Reading,
  ids: readonly string[],
  where: Where,
): Promise<Map<string, readonly LanguageVersion[]>> {
  const { linked, rootOf } = await connect(reading, ids, where.at)
  const groups = Map.groupBy(await languageVersions(reading, linked, where), ({ id }) => rootOf(id))
  return new Map(
    [...groups.values()].flatMap((group) =>
      group.length > 1 ? group.map(({ id }) => [id, group] as const) : [],
    ),
  )
}

/** Follows the links of public articles: the ids of all that have any, and for each the one that stands for its group. */
async function connect({ db, pacer }: Reading, ids: readonly string[], at: Instant) {
  const { join, rootOf, joined } = createGroups()
  const seen = new Set(ids)
  const seenMax = seen.size + othersMax
  for (let step = 0, done = 0; step < stepsMax && done < seen.size; step += 1) {
    const next = [...seen].slice(done)
    done = seen.size
    for (const some of batches(next)) {
      if (pacer.isSpent()) await pacer.turn()
      const links = await translationLinks(db, { ids: padded(some), at, limit: linksMax })
      for (const { id, original } of links) join(id, original)
      const found = links.flatMap(({ id, original }) => [id, original]).filter((one) => !seen.has(one))
      for (const one of found.slice(0, seenMax - seen.size)) seen.add(one)
    }
  }
  return { linked: [...joined()], rootOf }
}

/** Disjoint sets of ids. */
function createGroups() {
  const parents = new Map<string, string>()
  const rootOf = (id: string): string => {
    let root = id
    for (let up = parents.get(root); up !== undefined && up !== root; up = parents.get(root)) root = up
    return root
  }
  return {
    join(one: string, other: string) {
      parents.set(other, rootOf(other))
      parents.set(rootOf(one), rootOf(other))
    },
    rootOf,
    joined: () => parents.keys(),
  }
}

/** Those of the articles that are public, by locale and then the newest first. */
export async function languageVersions(
  { db, pacer }: Reading,
  ids: readonly string[],
  { at, jurisdiction, isShown = () => true }: Where,
): Promise<LanguageVersion[]> {
  const found: LanguageVersion[] = []
  const without = padded(blockingTerms(jurisdiction))
  for (const some of batches(ids)) {
    if (pacer.isSpent()) await pacer.turn()
    for (const row of await publicVersions(db, { ids: padded(some), at, without })) {
      const traits: ArticleTraits = JSON.parse(row.traits)
      if (isShown(traits)) found.push(toVersion(row, traits))
    }
  }
  return found.sort(inOrder)
}

function toVersion(
  { id, document_id, name, ...row }: PublicVersion,
  { locale, translation }: ArticleTraits,
): LanguageVersion {
  return {
    ...{ id: document_id, slug: name, locale, version: row.version, revision: row.revision },
    ...{ publishedAt: row.published_at, updatedAt: row.updated_at, publicationId: id, translation },
  }
}

/** Of the group of an article, the newest of each language, and the article itself for its own. */
export function oneOfEachLanguage<Version extends Pick<LanguageVersion, 'id' | 'locale'>>(
  { id, locale }: Pick<LanguageVersion, 'id' | 'locale'>,
  group: readonly Version[],
): Version[] {
  const ofLocale = Map.groupBy(group, (one) => one.locale)
  return [...ofLocale].flatMap(([name, versions]) =>
    name === locale ? versions.filter((one) => one.id === id) : versions.slice(0, 1),
  )
}

function inOrder(one: LanguageVersion, other: LanguageVersion): number {
  if (one.locale !== other.locale) return one.locale < other.locale ? -1 : 1
  if (one.publishedAt !== other.publishedAt) return one.publishedAt > other.publishedAt ? -1 : 1
  return one.id < other.id ? -1 : 1
}

/** Whether the text of the original has changed since the version that was translated. */
export async function isStale(
  db: Queries,
  { id, version }: TranslatedVersion,
  original: LanguageVersion,
  at: Instant,
): Promise<boolean> {
  if (original.version <= version) return false
  const [translated] = await revisionOf(db, { id, version, at })
  return translated?.revision !== original.revision
}

function* batches(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += batchSize) yield ids.slice(start, start + batchSize)
}
