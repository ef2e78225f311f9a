import { z } from 'zod'
import type { Router } from '../../http/endpoints/router.ts'
import { listBytes } from '../../http/parameters/envelope.ts'
import { planPage } from '../../http/parameters/page.ts'
import * as parameters from '../../http/parameters/parameters.ts'
import { requireSeq } from '../../publishing/tape/tape.ts'
import { ArticleList, listPublic } from '../listing/list.ts'
import { body, facets, fields, filters } from '../listing/parameters.ts'
import type { ArticleServices } from '../listing/services.ts'
import { addDisclaimers } from './disclaimers.ts'
import { type AddressedServices, addOne } from './one.ts'
import { articlesTag } from './tag.ts'
import { addVersion } from './version.ts'

const { asOf, jurisdiction, minSeq } = parameters

export function articleRoutes(router: Router, services: AddressedServices): void {
  addList(router, services)
  addOne(router, services)
  addVersion(router, services)
  addDisclaimers(router, services)
}

function addList(router: Router, services: ArticleServices): void {
  const endpoint = {
    operationId: 'listArticles',
    tag: articlesTag,
    summary: 'List the newest articles',
    description:
      'Public articles, newest first. Filters are combined with AND. A page may be short while `page.next` is set: an article whose required disclaimer cannot be resolved is left out, a request examines at most 20,000 articles, and a page ends once it holds 4 MiB.',
    path: '/v1/articles',
    query: z.strictObject({
      ...filters,
      ...parameters.page,
      facets,
      body,
      fields,
      jurisdiction,
      asOf,
      minSeq,
    }),
    answer: ArticleList,
    problems: ['not-yet'],
    access: 'public',
    cache: 'list',
    collections: ['articles'],
    // References: a symbol in the filter is resolved.
    madeFrom: ['articles', 'disclaimers', 'references'],
    example: '/v1/articles?limit=2&fields=id,slug,headline,publishedAt',
  } as const
  router.read(endpoint, async (asked) => {
    await requireSeq(asked.db, asked.at, asked.query)
    const plan = planPage(asked, 2)
    const { render, counts, beside } = await listPublic(services, asked, asked.query, plan)
    return {
      render: async () => {
        const { items, ids, next } = await render()
        return { ...listBytes(items, { limit: plan.limit, next, ...counts }, beside), ids, next }
      },
    }
  })
}
