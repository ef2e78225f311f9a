import type { z } from 'zod'
import { blockText, wordCount } from '../body/text.ts'
import type { Queries } from '../db/database.ts'
import type { PublicationRow } from '../db/tables.ts'
import type { ContentTraits } from '../disclaimers/resolve.ts'
import type { Kind, Target } from '../publishing/kind.ts'
import { topicKey } from '../references/put.ts'
import { readStored } from '../values/stored.ts'
import { authorKey } from './authors.ts'
import { listCorrections } from './corrections.ts'
import { mentionsIn } from './mentions.ts'
import { resolveReferences } from './references.ts'
import { Article, ArticleContent } from './schema/article.ts'
import { searchFieldsOf } from './search-fields.ts'
import { termsOf } from './terms.ts'

export const articleKind: Kind<ArticleContent> = {
  kind: 'article',
  idPrefix: 'art',
  content: ArticleContent,
  derivation: 11,
  nameOf: ({ slug }) => ({ name: slug, locale: '' }),
  catalogueOf: ({ externalId, storyKey, translation }) => ({ externalId, storyKey, translation }),
  publishedAtOf: ({ publishedAt }) => publishedAt,
  termsOf,
  linksOf,
  render,
  tapeTypeOf: ({ version, signal }) => {
    if (version === 1) return 'article.published'
    return signal === 'correction' || signal === 'clarification' ? 'article.corrected' : 'article.updated'
  },
  removedType: 'article.removed',
}

/** The references that an article names, and the article that it translates. */
function linksOf(content: ArticleContent): Target[] {
  const { translation } = content
  return [...mentionsIn(content), ...(translation ? [{ kind: 'article', key: translation.of } as const] : [])]
}

async function render(db: Queries, publication: PublicationRow, content: ArticleContent) {
  const { body, ...fields } = content
  const self = `/v1/articles/${content.slug}`
  const { resolved, names } = await resolveReferences(db, content, publication)
  const article = readStored(RenderedArticle, {
    ...fields,
    authors: content.authors.map((author) => ({ ...author, key: authorKey(author) })),
    ...resolved,
    id: publication.document_id,
    version: publication.version,
    signal: publication.signal,
    publishedAt: publication.published_at,
    updatedAt: publication.updated_at,
    availableAt: publication.visible_from,
    wordCount: wordCount(body.map(blockText).join('\n\n'), content.locale),
    corrections: await correctionsOf(db, publication),
    links: {
      self,
      versions: `${self}/versions`,
      corrections: `${self}/corrections`,
      disclaimers: `${self}/disclaimers`,
      related: `${self}/related`,
      translations: `${self}/translations`,
      ninjs: `${self}/ninjs`,
      jsonld: `${self}/jsonld`,
    },
  })
  const search = { fields: searchFieldsOf(content, names), locale: content.locale }
  return { content: article, body, traits: traitsOf(content), search }
}

const correctionsOf = async (db: Queries, { document_id, version }: PublicationRow) =>
  version === 1 ? [] : listCorrections(db, document_id, version)

/** The part that is the same for every audience; disclaimers are added when it is read. */
export const RenderedArticle = Article.omit({
  body: true,
  bodyHtml: true,
  bodyMarkdown: true,
  bodyText: true,
  disclaimers: true,
})

export type RenderedArticle = z.output<typeof RenderedArticle>

/** What reads need to decide about an article without parsing its content. */
export interface ArticleTraits extends ContentTraits {
  readonly storyKey: string
  /** Keys of the entities that it is about, without those only mentioned. */
  readonly about: readonly string[]
  readonly blockedIn: readonly string[]
  readonly translation: TranslatedVersion | null
}

/** The article and the version that a translation was made from. */
export interface TranslatedVersion {
  readonly id: string
  readonly version: number
}

export const traitsOf = (content: ArticleContent): ArticleTraits => ({
  contentKind: 'article',
  locale: content.locale,
  type: content.type,
  classification: content.classification,
  topics: content.topics.map(topicKey),
  entities: content.entities.map(({ key }) => key),
  instruments: content.instruments.map(({ key }) => key),
  productClasses: [],
  storyKey: content.storyKey,
  about: content.entities.filter(({ rel }) => rel === 'about').map(({ key }) => key),
  blockedIn: content.blockedIn,
  translation: content.translation && { id: content.translation.of, version: content.translation.version },
})
