import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { requireResolved, resolverAt } from '../disclaimers/for-content.ts'
import type { Facts } from '../disclaimers/resolve.ts'
import { notFound } from '../errors.ts'
import { listOf, oneOf } from '../http/envelope.ts'
import * as parameters from '../http/parameters.ts'
import { type Operation, read, toBytes } from '../http/read.ts'
import { cutPage, planPage } from '../publishing/page.ts'
import { linkedArticles, withPublicLinks } from './links.ts'
import { resolveMenu } from './resolve.ts'
import { ProductMenu, type ProductMenuContent, ProductMenuEntry } from './schema.ts'
import * as menus from './store.ts'
import { AppVersion, Platform } from './targeting.ts'
import { nextWindowAt } from './windows.ts'

/** The product menus of an app, each resolved on the server for its audience. */
export function productMenuRoutes(app: FastifyInstance, context: Context): void {
  addList(app, context)
  addOne(app, context)
}

function addList(app: FastifyInstance, context: Context): void {
  const answer = listOf(ProductMenuEntry)
  const operation = {
    operationId: 'listProductMenus',
    tag: 'Product menus',
    summary: 'List the product menus',
    description: 'Keys, titles and languages of the public menus, in the order of their keys.',
    path: '/v1/product-menus',
    query: z.strictObject({ ...parameters.page, asOf: parameters.asOf }),
    answer,
    cache: 'reference',
    example: '/v1/product-menus',
  } as const satisfies Operation
  read(app, context, operation, async (asked) => {
    const plan = await planPage(context, asked, 1)
    const wanted = { after: plan.after?.[0] ?? '', at: plan.pinned, limit: plan.limit + 1 }
    const { rows, page } = cutPage(await menus.list(context.db.read, wanted), plan, (row) => [row.name])
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

function addOne(app: FastifyInstance, context: Context): void {
  const answer = oneOf(ProductMenu)
  const { locale, jurisdiction, asOf } = parameters
  const operation = {
    operationId: 'getProductMenu',
    tag: 'Product menus',
    summary: 'Get a product menu for an audience',
    description:
      'Only what the audience may see at the asked moment, in one language: items that are targeted elsewhere, or scheduled for another time, are left out, and sections without items too. What asks for something that the request does not tell is hidden. `disclaimers` are those of the products shown.',
    path: '/v1/product-menus/{key}',
    parameters: z.strictObject({ key: z.string().describe('Key of the menu') }),
    query: z.strictObject({
      platform: Platform.optional().describe('Front end that shows the menu.'),
      locale,
      jurisdiction,
      appVersion: AppVersion.optional().describe(
        'Version of the app, one to four numbers joined by points; `5.2` is `5.2.0.0`.',
      ),
      asOf,
    }),
    answer,
    problems: ['not-found', 'disclaimer-unresolved'],
    cache: 'reference',
    example: '/v1/product-menus/futures-mega-menu?platform=ios&locale=en',
  } as const satisfies Operation
  read(app, context, operation, async ({ path, query, at }) => {
    const row = (await menus.findByKey(context.db.read, { key: path.key, at })).at(0)
    if (!row) throw notFound()
    const content = contentOf(row)
    const audience = {
      platform: query.platform ?? null,
      locale: query.locale ?? context.config.defaultLocale,
      jurisdiction: query.jurisdiction ?? context.config.defaultJurisdiction,
      appVersion: query.appVersion ?? null,
    }
    const { productClasses, ...menu } = resolveMenu(content, audience, at)
    const resolver = await resolverAt(context, at, audience.jurisdiction)
    const resolution = resolver.resolve(factsOf(menu.locale, productClasses))
    requireResolved(resolution)
    const sections = await withPublicLinks(context.db.read, menu.sections, at)
    const data = {
      ...menu,
      sections,
      id: row.document_id,
      key: content.key,
      version: row.version,
      surface: content.surface,
      availableAt: row.visible_from,
      disclaimers: resolution.uses,
      links: { self: selfOf(row) },
    }
    return {
      bytes: toBytes(answer, { data }),
      language: menu.locale,
      lastModified: resolver.newestOf(resolution, row.visible_from),
      ids: [...new Set([row.document_id, ...linkedArticles(sections), ...resolver.idsOf(resolution)])],
      changesAt: nextWindowAt(content, at),
    }
  })
}

type MenuRow = Awaited<ReturnType<typeof menus.findByKey>>[number]

const contentOf = (row: MenuRow): ProductMenuContent => JSON.parse(row.content.toString())
const selfOf = (row: MenuRow): string => `/v1/product-menus/${row.name}`

const factsOf = (locale: string, productClasses: string[]): Facts => ({
  contentKind: 'product-menu',
  locale,
  type: null,
  classification: null,
  topics: [],
  entities: [],
  instruments: [],
  productClasses,
})
