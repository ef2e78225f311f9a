import { articleKind } from '../../src/articles/kind.ts'
import type { ArticleContent } from '../../src/articles/schema/article.ts'
import type { Database } from '../../src/db/database.ts'
import { readStored } from '../../src/values/stored.ts'
import { reading } from '../reading.ts'
import { versionRows } from './version-rows.ts'

/** A version of an article, as the plain list sees it. */
interface Version {
  readonly id: string
  readonly publicationId: string
  readonly content: ArticleContent
  readonly publishedAt: string
  readonly from: string
  readonly until: string | null
}

export interface PlainRelated {
  readonly id: string
  readonly reasons: readonly string[]
}

/** Every version in the store that was ever public or will be, without those of retracted articles. */
export async function versionsIn(db: Database): Promise<Version[]> {
  const rows = await versionRows(reading(db)).where('retracted_at', 'is', null).execute()
  return rows.map((row) => ({
    id: row.document_id,
    publicationId: row.id,
    content: readStored(articleKind.content, JSON.parse(row.content)),
    publishedAt: row.published_at,
    from: row.visible_from,
    until: row.visible_until,
  }))
}

/** What is related to an article, by the text of docs/api.md alone. */
export function plainRelated(all: readonly Version[], id: string, at: string): PlainRelated[] {
  const begun = all.filter(({ from }) => from <= at)
  const isPublic = ({ until }: Version) => until === null || at < until
  const article = begun.find((one) => one.id === id && isPublic(one))
  if (!article) throw new Error(`${id} is not public at ${at}`)
  const others = begun.filter((one) => one.id !== id).sort(newestFirst)
  const given = new Map<string, { other: Version; reasons: [points: number, reason: string][] }>()
  const give = (other: Version, points: number, reason: string) => {
    const known = given.get(other.id) ?? { other, reasons: [] }
    known.reasons.push([points, reason])
    given.set(other.id, known)
  }
  for (const other of groupOf(begun.filter(isPublic), article))
    give(other, 60, `translation ${other.content.locale}`)
  for (const { reason, points, isWeighed, has } of subjectsOf(article.content)) {
    const found = others.filter(({ content }) => has(content)).slice(0, 400)
    const looked = found.filter(isPublic).slice(0, 100)
    const rarity = isWeighed ? rarityOf(looked.length) : 1
    for (const other of looked) give(other, points * rarity, reason)
  }
  const dates = [...given.values()].map(({ other }) => Date.parse(other.publishedAt))
  const newest = Math.max(...dates)
  return [...given.values()]
    .map(({ other, reasons }) => ({
      id: other.id,
      publishedAt: other.publishedAt,
      reasons: reasons.sort(([one], [another]) => another - one).map(([, reason]) => reason),
      points: reasons.reduce((sum, [points]) => sum + points, recencyOf(other.publishedAt, newest)),
    }))
    .sort((one, other) => {
      if (one.points !== other.points) return other.points - one.points
      if (one.publishedAt !== other.publishedAt) return one.publishedAt > other.publishedAt ? -1 : 1
      return one.id < other.id ? -1 : 1
    })
    .map(({ id, reasons }) => ({ id, reasons }))
}

function newestFirst(one: Version, other: Version): number {
  if (one.publishedAt !== other.publishedAt) return one.publishedAt > other.publishedAt ? -1 : 1
  return one.publicationId > other.publicationId ? -1 : 1
}

interface Subject {
  readonly reason: string
  readonly points: number
  readonly isWeighed: boolean
  has(content: ArticleContent): boolean
}

function subjectsOf({ storyKey, instruments, entities, topics }: ArticleContent): Subject[] {
  const subject = (reason: string, points: number, isWeighed: boolean, has: Subject['has']): Subject => ({
    ...{ reason, points, isWeighed, has },
  })
  const named = (key: string) => (one: { key: string }) => one.key === key
  const ofEntities = (rel: 'about' | 'mentions', points: number) =>
    entities
      .filter((one) => (one.rel === 'about') === (rel === 'about'))
      .slice(0, 10)
      .map(({ key }) => subject(`entity ${key}`, points, true, (other) => other.entities.some(named(key))))
  return [
    subject(`story ${storyKey}`, 30, false, (other) => other.storyKey === storyKey),
    ...instruments
      .slice(0, 10)
      .map(({ key }) =>
        subject(`instrument ${key}`, 10, true, (other) => other.instruments.some(named(key))),
      ),
    ...ofEntities('about', 5),
    ...ofEntities('mentions', 1),
    ...topics
      .slice(0, 10)
      .map(({ scheme, code }) =>
        subject(`topic ${scheme}:${code}`, 1, false, (other) =>
          other.topics.some((topic) => topic.scheme === scheme && topic.code === code),
        ),
      ),
  ]
}

/** Whatever links of translation lead to, there and back. */
function groupOf(visible: readonly Version[], article: Version): Version[] {
  const group = new Set([article.id])
  for (let size = 0; size < group.size; ) {
    size = group.size
    for (const { id, content } of visible) {
      const ends = content.translation ? [id, content.translation.of] : []
      if (ends.some((end) => group.has(end))) for (const end of ends) group.add(end)
    }
  }
  return visible.filter(({ id }) => id !== article.id && group.has(id)).sort(byLocale)
}

const byLocale = (one: Version, other: Version) => (one.content.locale < other.content.locale ? -1 : 1)

function rarityOf(count: number): number {
  let rarity = 7
  for (let limit = 2; limit <= 64 && count >= limit; limit *= 2) rarity -= 1
  return rarity
}

function recencyOf(publishedAt: string, newest: number): number {
  const days = (newest - Date.parse(publishedAt)) / (24 * 3600 * 1000)
  let points = 7
  for (let limit = 1; limit <= 64 && days >= limit; limit *= 2) points -= 1
  return points
}
