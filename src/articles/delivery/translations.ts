import { z } from 'zod'
import type { View } from '../../db/database.ts'
import { toBytes } from '../../http/endpoints/answer.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { listOf } from '../../http/parameters/envelope.ts'
import * as parameters from '../../http/parameters/parameters.ts'
import type { Instant } from '../../values/time.ts'
import type { ArticleTraits } from '../kind.ts'
import { findPage } from '../listing/find-page.ts'
import { newestWith } from '../listing/selection.ts'
import type { ArticleServices } from '../listing/services.ts'
import { ArticleTranslation } from '../schema/article.ts'
import { termOf } from '../terms.ts'
import { isStale, type LanguageVersion, languageVersions, translationGroups } from '../translations.ts'
import { ofArticle } from './list-of-article.ts'
import { isRedirect, locate, requireUnblocked } from './locate.ts'
import type { ArticleRow } from './store.ts'
import { exampleSlug } from './tag.ts'

/** Items of an answer. */
const translationsMax = 100
/** Articles of a story that are looked at, the newest first. */
const storyMax = 500

export function addTranslations(router: Router, services: ArticleServices): void {
  const answer = listOf(ArticleTranslation)
  const endpoint = {
    ...ofArticle,
    operationId: 'listArticleTranslations',
    summary: 'List the translations of an article',
    description:
      'Public articles in other languages that are translations of this one, its original, or translations of the same original, by locale; if there are none, those of the same `storyKey`. All of them on one page, at most 100; of a story, among its newest 500 articles.',
    path: '/v1/articles/{idOrSlug}/translations',
    query: z.strictObject({ asOf: parameters.asOf }),
    answer,
    cache: 'list',
    madeFrom: ['articles', 'disclaimers'],
    example: `/v1/articles/${exampleSlug}/translations`,
  } as const
  router.read(endpoint, async (asked) => {
    const article = await locate(asked.db, asked.path.idOrSlug, asked)
    if (isRedirect(article)) return article
    requireUnblocked(JSON.parse(article.traits), services.config.defaultJurisdiction)
    const data = await translationsOf(services, asked, article, services.config.defaultJurisdiction)
    const page = { limit: translationsMax, next: null }
    return {
      bytes: toBytes(answer, { data, page }),
      ids: [article.document_id, ...data.map(({ id }) => id)],
    }
  })
}

/** The translations of an article that are served in a jurisdiction. */
export async function translationsOf(
  services: ArticleServices,
  view: ViewAt,
  article: ArticleRow,
  jurisdiction: string | null,
): Promise<z.input<typeof ArticleTranslation>[]> {
  const found = await findTranslations(services, view, article, jurisdiction)
  return describeAll(services, view, found, jurisdiction)
}

type ViewAt = View & { readonly at: Instant; readonly since: Instant }

interface Found {
  /** By locale. */
  readonly shown: readonly LanguageVersion[]
  /** Public originals of them, by id. */
  readonly originals: ReadonlyMap<string, LanguageVersion>
}

async function findTranslations(
  { pacer }: ArticleServices,
  { db, at }: ViewAt,
  { document_id: id, traits }: ArticleRow,
  jurisdiction: string | null,
): Promise<Found> {
  const { locale, storyKey }: ArticleTraits = JSON.parse(traits)
  const where = { at, jurisdiction }
  const shownOf = (versions: readonly LanguageVersion[]) =>
    versions.filter((one) => one.locale.toLowerCase() !== locale.toLowerCase()).slice(0, translationsMax)
  const reading = { db, pacer }
  const group = (await translationGroups(reading, [id], where)).get(id) ?? []
  const linked = shownOf(group)
  if (linked.length > 0) return { shown: linked, originals: byId(group) }
  const { rows } = await findPage(db, newestWith([termOf.storyKey(storyKey)], where), null, storyMax)
  const ids = rows.map((row) => row.document_id)
  const shown = shownOf(await languageVersions(reading, ids, where))
  const originals = new Set(shown.flatMap(({ translation }) => translation?.id ?? []))
  return { shown, originals: byId(await languageVersions(reading, [...originals], where)) }
}

const byId = (versions: readonly LanguageVersion[]) => new Map(versions.map((one) => [one.id, one]))

async function describeAll(
  { cards, disclaimers, pacer }: ArticleServices,
  view: ViewAt,
  { shown, originals }: Found,
  jurisdiction: string | null,
) {
  const resolver = await disclaimers.at(view, view.since, jurisdiction)
  const items: z.input<typeof ArticleTranslation>[] = []
  for (const { id, publicationId, slug, locale, publishedAt, updatedAt, translation } of shown) {
    // A card may have a mebibyte.
    if (pacer.isSpent()) await pacer.turn()
    const card = (await cards.read(view, [publicationId], view.at)).get(publicationId)
    // Like lists, leaves out articles that lack a required disclaimer.
    if (!card || resolver.shown(card.traits).unresolved.length > 0) continue
    const original = translation && originals.get(translation.id)
    items.push({
      ...{ id, slug, locale, headline: JSON.parse(card.content.toString()).headline, publishedAt, updatedAt },
      translationOf: original ? translation : null,
      stale: original ? await isStale(view.db, translation, original, view.at) : false,
      links: { self: `/v1/articles/${slug}` },
    })
  }
  return items
}
