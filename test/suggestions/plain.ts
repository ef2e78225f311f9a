import { articleKind } from '../../src/articles/kind.ts'
import type { ArticleContent } from '../../src/articles/schema/article.ts'
import type { Database } from '../../src/db/database.ts'
import { readStored } from '../../src/values/stored.ts'
import { versionRows } from '../articles/version-rows.ts'
import { reading } from '../reading.ts'
import { itemsOf } from '../search/plain.ts'

/** Plain suggestions in memory, written from the rules in docs/api.md alone. */

interface Version {
  readonly id: string
  readonly content: ArticleContent
  readonly publishedAt: string
  readonly keys: readonly string[]
  isPublicAt(at: string): boolean
}

interface Reference {
  readonly kind: string
  readonly key: string
  readonly texts: readonly string[]
}

export interface PlainNewsroom {
  readonly versions: readonly Version[]
  readonly references: readonly Reference[]
}

export async function readNewsroom(database: Database): Promise<PlainNewsroom> {
  const db = reading(database)
  const rows = await versionRows(db).execute()
  const versions = rows.map((row): Version => {
    const content: ArticleContent = readStored(articleKind.content, JSON.parse(row.content))
    return {
      ...{ id: row.document_id, content, publishedAt: row.published_at },
      keys: [
        ...content.instruments.map(({ key }) => `instrument/${key}`),
        ...content.entities.map(({ key }) => `entity/${key}`),
        ...content.topics.map(({ scheme, code }) => `topic/${scheme}:${code}`),
      ],
      isPublicAt: (at) =>
        row.retracted_at === null &&
        row.visible_from <= at &&
        (row.visible_until === null || at < row.visible_until),
    }
  })
  const put = await db.selectFrom('reference').selectAll().where('visible_until', 'is', null).execute()
  const references = put.map(({ kind, key, content }) => {
    const { name, aliases = [], listings = [] } = JSON.parse(content)
    const tickers = (listings as { ticker: string }[]).map(({ ticker }) => ticker)
    return { kind, key, texts: [name, ...aliases, ...tickers] }
  })
  return { versions, references }
}

const known = new Map<string, ReturnType<typeof itemsOf>>()
const itemsIn = (text: string) => {
  const items = known.get(text) ?? itemsOf(text)
  known.set(text, items)
  return items
}

const first12 = (text: string) => [...text].slice(0, 12).join('')
const isPartOf = (run: string, wanted: string) =>
  [...wanted].length < 2
    ? run.includes(wanted)
    : [...wanted].every((one, at, all) => at === 0 || run.includes((all[at - 1] ?? '') + one))

/** Words of the texts that one word of `q` finds. */
const foundIn = (texts: readonly string[], wanted: ReturnType<typeof itemsOf>[number], isLast: boolean) =>
  texts
    .flatMap(itemsIn)
    .filter(
      (item) =>
        item.isRun === wanted.isRun &&
        (wanted.isRun
          ? isPartOf(item.text, wanted.text)
          : item.text === wanted.text || (isLast && item.text.startsWith(first12(wanted.text)))),
    )
    .map(({ text }) => text)

function finds(texts: readonly string[], q: string): boolean {
  const words = itemsIn(q)
  return (
    words.length > 0 && words.every((word, at) => foundIn(texts, word, at === words.length - 1).length > 0)
  )
}

const byBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other))

/** `kind/key` of each suggestion at a moment. */
export function plainSuggestions(
  { versions, references }: PlainNewsroom,
  { q, limit, locale = '', at }: { q: string; limit: number; locale?: string; at: string },
): string[] {
  const publicAt = (moment: string) =>
    versions
      .filter((one) => one.isPublicAt(moment) && one.publishedAt <= moment)
      .sort((one, other) => (one.publishedAt + one.id < other.publishedAt + other.id ? 1 : -1))
  const now = publicAt(at)
  const newest = publicAt(`${at.slice(0, 16)}:00.000Z`).slice(0, 1_000)
  const named = (kind: string) => {
    const placeOf = (key: string) => newest.filter(({ keys }) => keys.includes(`${kind}/${key}`)).length
    return references
      .filter((one) => one.kind === kind && finds(one.texts, q))
      .filter(({ key }) => now.some(({ keys }) => keys.includes(`${kind}/${key}`)))
      .map(({ key, texts }) => {
        const [word] = itemsIn(q)
        const words = word ? foundIn(texts, word, itemsIn(q).length === 1).sort(byBytes) : []
        return { key, count: placeOf(key), word: words[0] ?? '' }
      })
      .sort(
        (one, other) =>
          other.count - one.count ||
          (one.count === 0 ? byBytes(one.word, other.word) : 0) ||
          byBytes(one.key, other.key),
      )
      .slice(0, limit)
      .map(({ key }) => `${kind}/${key}`)
  }
  const isIn = (tag: string) => `${tag}-`.toLowerCase().startsWith(`${locale}-`.toLowerCase())
  const articles = now
    .filter(({ content }) => finds([content.headline, content.shortHeadline ?? ''], q))
    .filter(({ content }) => !locale || isIn(content.locale))
    .slice(0, limit)
    .map(({ content }) => `article/${content.slug}`)
  return [...named('instrument'), ...named('entity'), ...named('topic'), ...articles]
}
