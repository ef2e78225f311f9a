import { z } from 'zod'
import { type Disclaimers, requireResolved } from '../disclaimers/resolver.ts'
import { toBytes } from '../http/endpoints/answer.ts'
import type { ReadEndpoint, Tag } from '../http/endpoints/endpoint.ts'
import type { Reading } from '../http/endpoints/request.ts'
import type { Router } from '../http/endpoints/router.ts'
import { listOf, oneOf } from '../http/parameters/envelope.ts'
import { cutPage, planPage } from '../http/parameters/page.ts'
import * as parameters from '../http/parameters/parameters.ts'
import { notPublic } from '../http/parameters/refusals.ts'
import type { Config } from '../kernel/config.ts'
import { latest } from '../values/time.ts'
import { linkedArticles, withPublicLinks } from './links.ts'
import { type MenuAudience, resolveMenu } from './resolve.ts'
import { ProductMenu, type ProductMenuContent, ProductMenuEntry } from './schema.ts'
import * as menus from './store.ts'
import { AskedAppVersion, Platform } from './targeting.ts'
import { traitsOf } from './traits.ts'
import { nextWindowBound } from './windows.ts'

const tag: Tag = {
  name: 'Product menus',
  description: 'The menus of an app, resolved for an audience',
}

interface MenuServices {
  readonly config: Pick<Config, 'defaultLocale' | 'defaultJurisdiction'>
  readonly disclaimers: Disclaimers
}

export function productMenuRoutes(router: Router, services: MenuServices): void {
  addList(router)
  addOne(router, services)
}

function addList(router: Router): void {
  const answer = listOf(ProductMenuEntry)
  const endpoint = {
    operationId: 'listProductMenus',
    tag,
    summary: 'List the product menus',
    description: 'Keys, titles and languages of the public menus, ordered by key.',
    path: '/v1/product-menus',
    query: z.strictObject({ ...parameters.page, asOf: parameters.asOf }),
    answer,
    access: 'public',
    cache: 'reference',
    collections: ['menus'],
    madeFrom: ['menus'],
    example: '/v1/product-menus',
  } as const satisfies ReadEndpoint
  router.read(endpoint, async (asked) => {
    const plan = planPage(asked, 1)
    const wanted = { after: plan.after?.[0] ?? '', at: plan.pinned, limit: plan.limit + 1 }
    const { rows, page } = cutPage(await menus.list(asked.db, wanted), plan, (row) => [row.name])
    const data = rows.map((row) => ({
      ...contentOf(row),
      id: row.document_id,
      version: row.version,
      availableAt: row.visible_from,
      links: { self: selfOf(row) },
    }))
    return {
      bytes: toBytes(answer, { data, page }),
      ids: rows.map((row) => row.document_id),
      next: page.next,
    }
  })
}

function addOne(router: Router, services: MenuServices): void {
  const answer = oneOf(ProductMenu)
  const { locale, jurisdiction, asOf } = parameters
  const endpoint = {
    operationId: 'getProductMenu',
    tag,
    summary: 'Get a product menu for an audience',
    description:
      'Returns what the audience may see at the requested moment, in one language. Items targeted at other audiences or scheduled for other times are left out, as are sections without items. A condition on something that the request does not state hides the item. `disclaimers` are those of the products shown.',
    path: '/v1/product-menus/{key}',
    parameters: z.strictObject({ key: z.string().describe('Key of the menu') }),
    query: z.strictObject({
      platform: Platform.optional().describe('Front end that shows the menu.'),
      locale,
      jurisdiction,
      appVersion: AskedAppVersion.optional().meta({
        description:
          'Version of the app: one to four numbers separated by points, after `v` or not; `5.2` is `5.2.0.0`. With a suffix (`5.12.0-debug`) it counts as unknown: what asks for a version is hidden.',
        override: { type: 'string', example: '5.12.0' },
      }),
      asOf,
    }),
    answer,
    problems: ['not-found', 'disclaimer-unresolved'],
    access: 'public',
    cache: 'reference',
    madeFrom: ['disclaimers'],
    example: '/v1/product-menus/futures-mega-menu?platform=ios&locale=en',
  } as const satisfies ReadEndpoint
  router.read(endpoint, async ({ path, query, ...asked }) => {
    const found = await findMenu(services, asked, path.key, {
      platform: query.platform ?? null,
      locale: query.locale ?? services.config.defaultLocale,
      jurisdiction: query.jurisdiction ?? services.config.defaultJurisdiction,
      appVersion: query.appVersion ?? null,
    })
    if (!found) throw notPublic('product menu', query)
    const { menu, shown, ...rest } = found
    requireResolved(shown)
    return { bytes: toBytes(answer, { data: menu }), ...rest }
  })
}

type AskedMenu = Pick<Reading<unknown, unknown>, 'db' | 'epoch' | 'at' | 'since'>

/** The public menu with this key for an audience, and what its answer is made from; null if there is none. */
export async function findMenu(
  { disclaimers }: Pick<MenuServices, 'disclaimers'>,
  { db, epoch, at, since }: AskedMenu,
  key: string,
  audience: MenuAudience,
) {
  const row = (await menus.findByKey(db, { key, at })).at(0)
  if (!row) return null
  const content = contentOf(row)
  const { productClasses, ...menu } = resolveMenu(content, audience, at)
  const resolver = await disclaimers.at({ db, epoch }, since, audience.jurisdiction)
  const shown = resolver.shown(traitsOf(menu.locale, productClasses))
  const sections = await withPublicLinks(db, menu.sections, { at, jurisdiction: audience.jurisdiction })
  return {
    menu: {
      ...menu,
      sections,
      id: row.document_id,
      key: content.key,
      version: row.version,
      surface: content.surface,
      availableAt: row.visible_from,
      disclaimers: [...shown.uses],
      links: { self: selfOf(row) },
    },
    /** Not to be served if one of them is unresolved. */
    shown,
    language: menu.locale,
    lastModified: latest(row.visible_from, shown.newest),
    ids: [...new Set([row.document_id, ...linkedArticles(sections), ...shown.ids])],
    versions: [row],
    // Also if a link is hidden now.
    ...(linkedArticles(menu.sections).length > 0 && { madeFrom: ['articles'] as const }),
    changesAt: nextWindowBound(content, at),
  }
}

type MenuRow = Awaited<ReturnType<typeof menus.findByKey>>[number]

const contentOf = (row: MenuRow): ProductMenuContent => JSON.parse(row.content.toString())
const selfOf = (row: MenuRow): string => `/v1/product-menus/${row.name}`
