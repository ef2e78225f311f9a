import type { z } from 'zod'
import { jurisdictionOf } from '../articles/delivery/shown.ts'
import { type ListQuery, listPublic } from '../articles/listing/list.ts'
import type { ArticleSummary } from '../articles/schema/article.ts'
import type { Collection } from '../db/cache-tags.ts'
import type { FormatServices } from '../formats/routes.ts'
import type { CachedAnswer } from '../http/endpoints/answer.ts'
import type { CachedEndpoint } from '../http/endpoints/endpoint.ts'
import type { Reading } from '../http/endpoints/request.ts'
import { type PagePlan, planPage } from '../http/parameters/page.ts'
import * as parameters from '../http/parameters/parameters.ts'
import { splitUrl } from '../http/parameters/url.ts'
import type { Addresses } from '../kernel/addresses.ts'
import type { Config } from '../kernel/config.ts'
import { findMenu } from '../product-menus/routes.ts'
import type { Frame, Site } from './frame.ts'
import { languageFor } from './language.ts'
import { document, type Page, pageHeaders } from './parts/document.ts'
import { type Story, storyFields } from './parts/story.ts'

export interface PageServices extends FormatServices {
  readonly config: FormatServices['config'] &
    Pick<Config, 'defaultLocale' | 'pages' | 'menu' | 'articleUrl' | 'siteDescription'>
}

const { asOf, jurisdiction, cursor } = parameters

/** Parameters of every page. */
export const everywhere = { jurisdiction, asOf }
export const paged = { cursor, ...everywhere }

interface AskedPage {
  readonly jurisdiction?: string | undefined
  readonly asOf?: string | undefined
  readonly cursor?: string | undefined
}

/** What a handler of a page is asked. */
export type Asked<Query = unknown, Path = unknown> = Reading<Path, Query & AskedPage>

/** A menu may link to articles, and is shown with disclaimers. */
const menuMadeFrom = ['menus', 'articles', 'disclaimers'] as const

/** What every page is declared as, beside its path and parameters. Nothing of it is in the API description. */
export const pageEndpoint = ({ menu }: PageServices['config'], madeFrom: readonly Collection[]) =>
  ({
    isPage: true,
    operationId: 'page',
    tag: { name: 'Pages', description: 'Pages for readers' },
    summary: 'A page for readers',
    description: 'A page for readers',
    answer: null,
    mediaTypes: ['text/html; charset=utf-8'],
    access: 'public',
    cache: 'article',
    collections: ['articles'],
    madeFrom: [...new Set([...madeFrom, ...(menu === null ? [] : menuMadeFrom)])],
  }) as const satisfies Partial<CachedEndpoint>

export const siteOf = (config: PageServices['config'], addresses: Addresses): Site => ({
  name: config.siteName,
  description: config.siteDescription,
  copyright: config.siteCopyright,
  home: addresses.home(),
})

/** Reads what stands around a page in a language, and says what of the answer depends on it. */
export async function readFrame(
  services: PageServices,
  asked: Asked,
  locale: string,
): Promise<{ readonly frame: Frame; readonly around: Around }> {
  const { config } = services
  const language = languageFor(locale)
  const found = config.menu
    ? await findMenu(services, asked, config.menu, {
        platform: 'web',
        locale: language.tag,
        jurisdiction: jurisdictionOf(services, asked.query),
        appVersion: null,
      })
    : null
  // A menu without its required disclaimers is not shown; the page is.
  const isShown = found?.shown.unresolved.length === 0
  const frame: Frame = {
    language,
    site: siteOf(config, services.addresses),
    path: splitUrl(asked.url).path,
    handedOn: { jurisdiction: asked.query.jurisdiction, asOf: asked.query.asOf },
    menu: found && isShown ? found.menu : null,
  }
  const ids = found && isShown ? found.ids : []
  const changesAt = found?.changesAt ?? null
  return { frame, around: { headers: pageHeaders, language: language.tag, ids, changesAt } }
}

/** What an answer has of that. */
interface Around extends Pick<CachedAnswer, 'headers' | 'language' | 'changesAt'> {
  readonly ids: readonly string[]
}

/** The body of an answer: a whole page. */
export const pageBytes = (frame: Frame, page: Page): Buffer => Buffer.from(document(frame, page))

type Selected = Omit<ListQuery, 'jurisdiction' | 'fields' | 'body'>

/** Finds the stories of a page as the list of the API does. */
export async function readStories(services: PageServices, asked: Asked, selected: Selected, plan?: PagePlan) {
  const query: ListQuery = { ...selected, fields: storyFields, jurisdiction: asked.query.jurisdiction }
  const listed = await listPublic(services, asked, query, plan ?? planPage(asked, 2))
  return {
    counts: listed.counts as { readonly total?: number; readonly totalCapped?: true },
    async read() {
      const { items, ids, next } = await listed.render()
      const stories: Story[] = []
      for (const { pieces } of items) {
        if (services.pacer.isSpent()) await services.pacer.turn()
        stories.push(JSON.parse(Buffer.concat(pieces).toString()) as z.output<typeof ArticleSummary>)
      }
      return { stories, ids, next }
    },
  }
}
