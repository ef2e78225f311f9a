import { html } from 'ghtml'
import { z } from 'zod'
import { noticesOf } from '../articles/delivery/history.ts'
import { jurisdictionOf } from '../articles/delivery/shown.ts'
import type { ArticleTraits } from '../articles/kind.ts'
import { findNewestTraits } from '../articles/listing/find-page.ts'
import { filters } from '../articles/listing/parameters.ts'
import type { CachedAnswer } from '../http/endpoints/answer.ts'
import type { Router } from '../http/endpoints/router.ts'
import { type PagePlan, planPage } from '../http/parameters/page.ts'
import * as parameters from '../http/parameters/parameters.ts'
import { to } from './frame.ts'
import { canonicalLink, feedLinks, languageLinks } from './head.ts'
import { baseOf } from './language.ts'
import { inOtherLanguages } from './parts/languages.ts'
import { front, searchMain } from './parts/list.ts'
import { listedNotice } from './parts/notices.ts'
import { pager } from './parts/story.ts'
import {
  type Asked,
  type PageServices,
  pageBytes,
  paged,
  pageEndpoint,
  readFrame,
  readStories,
} from './services.ts'

export function frontPage(router: Router, services: PageServices): void {
  const endpoint = {
    ...pageEndpoint(services.config, ['articles', 'disclaimers']),
    path: '/',
    query: z.strictObject({ locale: parameters.locale, ...paged }),
  } as const
  router.read(endpoint, (asked) => showFront(services, asked))
}

type AskedFront = Asked<{ readonly locale?: string | undefined }>

async function showFront(services: PageServices, asked: AskedFront): Promise<CachedAnswer> {
  const { config, addresses } = services
  const plan = planPage(asked, 2)
  const spoken = await languagesOf(services, asked, plan)
  const wanted = asked.query.locale ?? baseOf(config.defaultLocale)
  // A newsroom that does not write in the default language has a front page all the same.
  const isLimited = asked.query.locale !== undefined || spoken.has(wanted)
  const [first = wanted] = spoken.keys()
  const shown = isLimited ? wanted : first
  const language = spoken.get(shown) ?? shown
  const { frame, around } = await readFrame(services, asked, language)
  const listed = await readStories(services, asked, isLimited ? { locale: [wanted] } : {}, plan)
  return {
    ...around,
    render: async () => {
      const { ids, ...page } = await listed.read()
      const isFirst = asked.query.cursor === undefined
      const links = [...spoken.keys()].map((locale) => ({
        locale,
        url: addresses.of(to({ handedOn: {} }, '/', { locale })),
      }))
      const head = [
        isFirst ? canonicalLink(addresses.of(to({ handedOn: {} }, '/', { locale: asked.query.locale }))) : '',
        languageLinks(links),
        feedLinks(config.siteName, isLimited ? { locale: wanted } : {}),
      ].join('')
      const others = [...spoken.keys()].filter((locale) => locale !== baseOf(language))
      const editions = others.map((locale) => ({ locale, address: to(frame, '/', { locale }) }))
      const main = inOtherLanguages(frame, editions) + front(frame, page, isFirst)
      return {
        bytes: pageBytes(frame, {
          ...{ title: config.siteName, description: config.siteDescription, head, main },
          ...{ isFront: true, isIndexed: true },
        }),
        ids: [...ids, ...around.ids],
        next: page.next,
      }
    },
  }
}

/** Newest articles whose languages a front page offers. */
const examined = 300

/** The languages of the newest articles that are served, the most frequent first, each with its most frequent tag. */
async function languagesOf(
  services: PageServices,
  asked: Asked,
  { pinned }: PagePlan,
): Promise<ReadonlyMap<string, string>> {
  const jurisdiction = jurisdictionOf(services, asked.query)
  const resolver = await services.disclaimers.at(asked, pinned, jurisdiction)
  const tags: string[] = []
  for (const text of await findNewestTraits(asked.db, pinned, jurisdiction, examined)) {
    const traits: ArticleTraits = JSON.parse(text)
    if (resolver.shown(traits).unresolved.length === 0) tags.push(traits.locale)
  }
  const byBase = mostFrequent(Map.groupBy(tags, baseOf))
  return new Map(
    byBase.map(([base, some]) => [base, mostFrequent(Map.groupBy(some, (tag) => tag))[0]?.[0] ?? base]),
  )
}

/** Groups by size, the largest first; those of one size by name. */
const mostFrequent = (groups: ReadonlyMap<string, string[]>): [string, string[]][] =>
  [...groups].sort(([one, some], [other, others]) => others.length - some.length || (one < other ? -1 : 1))

export function searchPage(router: Router, services: PageServices): void {
  const endpoint = {
    ...pageEndpoint(services.config, ['articles', 'disclaimers']),
    path: '/search',
    query: z.strictObject({ q: filters.q, ...paged }),
  } as const
  router.read(endpoint, async (asked) => {
    const { q } = asked.query
    const { frame, around } = await readFrame(services, asked, services.config.defaultLocale)
    const listed =
      q === undefined ? null : await readStories(services, asked, { q, sort: 'relevance', total: 'true' })
    return {
      ...around,
      render: async () => {
        const { ids = [], stories = [], next = null } = (await listed?.read()) ?? {}
        const { total = 0, totalCapped = false } = listed?.counts ?? {}
        const found = listed && { stories, next, total, isCapped: totalCapped }
        const { words } = frame.language
        const title = q === undefined ? words.search : `${q} · ${words.search}`
        const main = searchMain(frame, q ?? null, found)
        const bytes = pageBytes(frame, { title, main, isIndexed: false })
        return { bytes, ids: [...ids, ...around.ids], next }
      },
    }
  })
}

export function correctionsPage(router: Router, services: PageServices): void {
  const endpoint = {
    ...pageEndpoint(services.config, ['articles']),
    path: '/corrections',
    query: z.strictObject({ ...paged }),
  } as const
  router.read(endpoint, async (asked) => {
    const { config, addresses } = services
    const { rows, page, ids } = await noticesOf(asked, jurisdictionOf(services, asked.query))
    const { frame, around } = await readFrame(services, asked, config.defaultLocale)
    const { words } = frame.language
    return {
      ...around,
      render: async () => {
        const notices: string[] = []
        for (const one of rows) {
          if (services.pacer.isSpent()) await services.pacer.turn()
          notices.push(listedNotice(frame, one))
        }
        const main = html`<header class="head"><h1>${words.corrections}</h1>
<p class="standfirst">${rows.length === 0 ? words.noCorrections : words.correctionsLead}</p></header>
<ul class="notices">
!${notices.join('')}</ul>
!${pager(frame, page.next)}`
        const head = asked.query.cursor ? '' : canonicalLink(addresses.of('/corrections'))
        const bytes = pageBytes(frame, { title: words.corrections, head, main, isIndexed: true })
        return { bytes, ids: [...ids, ...around.ids], next: page.next }
      },
    }
  })
}
