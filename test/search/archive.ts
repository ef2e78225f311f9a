import { loadSynthetic } from '../../seeds/synthetic/load.ts'
import { articleKind } from '../../src/articles/kind.ts'
import type { FacetName } from '../../src/articles/listing/facets.ts'
import type { ArticleContent } from '../../src/articles/schema/article.ts'
import { blockText } from '../../src/body/text.ts'
import type { Database } from '../../src/db/database.ts'
import type { EntityContent, InstrumentContent } from '../../src/references/schema.ts'
import { readStored } from '../../src/values/stored.ts'
import { versionRows } from '../articles/version-rows.ts'
import { reading } from '../reading.ts'
import { type PlainArticle, plainArticle } from './plain.ts'

/** A version as the plain search sees it. */
export interface PlainVersion extends PlainArticle {
  readonly slug: string
  readonly version: number
  readonly publishedAt: string
  readonly updatedAt: string
  readonly headline: string
  /** What it is counted under, by facet. */
  readonly values: Readonly<Record<FacetName, readonly string[]>>
  isPublicAt(at: string): boolean
}

export const loadArchive = (db: Database, count: number) => loadSynthetic(db, { count, size: 'small' })

/** Every version of every article in the store, past, present and future. */
export async function versionsIn(database: Database): Promise<PlainVersion[]> {
  const db = reading(database)
  const references = await db.selectFrom('reference').select(['kind', 'key', 'content']).execute()
  const named = new Map(references.map(({ kind, key, content }) => [`${kind}/${key}`, JSON.parse(content)]))
  const rows = await versionRows(db).orderBy('publication.name').orderBy('publication.version').execute()
  return rows.map((row) => {
    const content: ArticleContent = readStored(articleKind.content, JSON.parse(row.content))
    return {
      ...plainArticle(content.locale, textsOf(content, named)),
      slug: content.slug,
      version: row.version,
      publishedAt: row.published_at,
      updatedAt: row.updated_at,
      headline: content.headline,
      values: {
        topic: content.topics.map(({ scheme, code }) => `${scheme}:${code}`),
        instrument: content.instruments.map(({ key }) => key),
        entity: content.entities.map(({ key }) => key),
        type: [content.type],
        locale: [content.locale],
      },
      isPublicAt: (at) =>
        row.retracted_at === null &&
        row.visible_from <= at &&
        (row.visible_until === null || at < row.visible_until),
    }
  })
}

/** Texts of an article, by the lists in docs/api.md. */
function textsOf(content: ArticleContent, named: ReadonlyMap<string, unknown>) {
  const entities = content.entities.map(({ key }) => named.get(`entity/${key}`) as EntityContent)
  const instruments = content.instruments.map(
    ({ key }) => named.get(`instrument/${key}`) as InstrumentContent,
  )
  const headlines = [content.headline, content.shortHeadline ?? '']
  const lead = [
    content.summary ?? '',
    ...content.keyPoints,
    ...content.keyFigures.map(({ label }) => label),
    ...content.authors.map(({ name }) => name),
    ...entities.flatMap(({ name, aliases }) => [name, ...aliases]),
    ...instruments.flatMap(({ name, listings }) => [name, ...listings.map(({ ticker }) => ticker)]),
  ]
  return { headlines, lead, body: content.body.map(blockText) }
}
