import { html } from 'ghtml'
import { z } from 'zod'
import { isRedirect, locate } from '../articles/delivery/locate.ts'
import { relatedTo } from '../articles/delivery/related.ts'
import { jurisdictionOf, shownWith } from '../articles/delivery/shown.ts'
import * as articles from '../articles/delivery/store.ts'
import { translationsOf } from '../articles/delivery/translations.ts'
import type { RenderedArticle } from '../articles/kind.ts'
import { readPage } from '../articles/listing/show-page.ts'
import { setHash } from '../disclaimers/schema.ts'
import { jsonLdOf, scriptSafe } from '../formats/routes.ts'
import type { CachedAnswer, Redirect } from '../http/endpoints/answer.ts'
import type { Router } from '../http/endpoints/router.ts'
import { planPage } from '../http/parameters/page.ts'
import { joinUrl, splitUrl } from '../http/parameters/url.ts'
import { latest } from '../values/time.ts'
import { to } from './frame.ts'
import { canonicalLink, feedLinks, languageLinks, openGraph } from './head.ts'
import { articleMain, interstitial, type ShownArticle } from './parts/article.ts'
import type { Story } from './parts/story.ts'
import { type Asked, everywhere, type PageServices, pageBytes, pageEndpoint, readFrame } from './services.ts'

/** Related articles that a page shows, and earlier versions. */
const relatedMax = 6
const versionsMax = 20

const passed = z.string().optional()

export function articlePage(router: Router, services: PageServices): void {
  const endpoint = {
    ...pageEndpoint(services.config, ['articles', 'disclaimers', 'references']),
    path: '/articles/{idOrSlug}',
    parameters: z.strictObject({ idOrSlug: z.string() }),
    query: z.strictObject({ ...everywhere, passed }),
    redirects: true,
  } as const
  router.read(endpoint, async (asked) => {
    const name = asked.path.idOrSlug
    const row = await locate(asked.db, name, asked, '/articles')
    if (isRedirect(row)) return row
    if (row.name !== name) return toSlug(row.name, asked.url)
    return showArticle(services, asked, row)
  })
}

const toSlug = (slug: string, url: string): Redirect => ({
  location: joinUrl(`/articles/${slug}`, splitUrl(url).query),
})

type AskedArticle = Asked<{ readonly passed?: string | undefined }>

async function showArticle(
  services: PageServices,
  asked: AskedArticle,
  row: articles.ArticleRow,
): Promise<CachedAnswer> {
  const { traits, shown: legal } = await shownWith(services, row, asked)
  const { frame, around } = await readFrame(services, asked, traits.locale)
  const answer = {
    ...around,
    language: traits.locale,
    lastModified: latest(row.visible_from, legal.newest),
    ids: [row.document_id, ...legal.ids, ...around.ids],
  }
  const disclaimers = legal.uses
  const before = setHash(disclaimers.filter(({ placement }) => placement === 'interstitial')).slice(0, 16)
  const isFirst = disclaimers.some(({ placement }) => placement === 'interstitial')
  if (isFirst && asked.query.passed !== before) {
    const onward = to(frame, `/articles/${row.name}`, { passed: before })
    return {
      ...answer,
      render: async () => {
        const article = await parse<RenderedArticle>(services, row.content)
        const main = interstitial(frame, { article, disclaimers }, onward)
        const head = canonicalLink(services.addresses.ofArticle(article))
        const bytes = pageBytes(frame, { title: article.headline, head, main, isIndexed: true })
        return { bytes, ids: answer.ids }
      },
    }
  }
  const beside = await readBeside(services, asked, row)
  const describe = await jsonLdOf(services, asked, row, traits)
  return {
    ...answer,
    render: async () => {
      const article = await parse<RenderedArticle>(services, row.content)
      const stored = row.body ?? Buffer.from('[]')
      const rendered = await services.bodies.read({ id: row.id, body: stored }, 'html', asked.epoch)
      const bodyHtml = await parse<string>(services, rendered)
      const related: Story[] = []
      for (const { card, more } of beside.related)
        related.push({ ...(await parse<Story>(services, card.content)), ...more })
      const shown: ShownArticle = { article, bodyHtml, disclaimers, ...beside, related }
      if (services.pacer.isSpent()) await services.pacer.turn()
      // The text stands on the page itself.
      const described = { ...describe({ article, disclaimers, text: '' }), articleBody: undefined }
      const head =
        headOf(services, shown) + html`<script type="application/ld+json">!${scriptSafe(described)}</script>`
      if (services.pacer.isSpent()) await services.pacer.turn()
      const main = articleMain(frame, shown)
      const { headline: title, summary: description } = article
      const page = { title, description, head, main, isIndexed: asked.query.passed === undefined }
      return { bytes: pageBytes(frame, page), ids: answer.ids }
    },
  }
}

/** A story may have a mebibyte. */
async function parse<Value>({ pacer }: PageServices, json: Buffer): Promise<Value> {
  if (pacer.isSpent()) await pacer.turn()
  return JSON.parse(json.toString())
}

/** What stands beside the article: everything is read in its snapshot. */
async function readBeside(services: PageServices, asked: AskedArticle, row: articles.ArticleRow) {
  const jurisdiction = jurisdictionOf(services, asked.query)
  const plan = planPage({ ...asked, query: { limit: relatedMax } }, 3)
  const found = await relatedTo(services, { view: asked, plan, article: row }, jurisdiction)
  const wanted = { form: 'none', jurisdiction: asked.query.jurisdiction } as const
  const { shown } = await readPage(services, asked, found, wanted, plan)
  return {
    related: shown,
    translations: await translationsOf(services, asked, row, jurisdiction),
    earlier: await articles.earlierVersions(asked.db, row.document_id, asked.at, row.version, versionsMax),
  }
}

/** `ARTICLE_URL` is where search engines are to find it. */
function headOf({ addresses, config }: PageServices, { article, translations }: ShownArticle): string {
  const url = addresses.ofArticle(article)
  const others = translations.map((one) => ({ locale: one.locale, url: addresses.ofArticle(one) }))
  const [topic] = article.topics
  return [
    canonicalLink(url),
    languageLinks([{ locale: article.locale, url }, ...others]),
    openGraph(article, url, config.siteName),
    feedLinks(config.siteName, {}),
    topic ? feedLinks(`${config.siteName} · ${topic.name}`, { topic: `${topic.scheme}:${topic.code}` }) : '',
  ].join('')
}
