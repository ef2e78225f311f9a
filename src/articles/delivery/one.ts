import { z } from 'zod'
import type { ReadEndpoint } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { oneOf } from '../../http/parameters/envelope.ts'
import * as parameters from '../../http/parameters/parameters.ts'
import type { Addresses } from '../../kernel/addresses.ts'
import type { Config } from '../../kernel/config.ts'
import { requireSeq } from '../../publishing/tape/tape.ts'
import type { ArticleTraits } from '../kind.ts'
import { body, fields, idOrSlug } from '../listing/parameters.ts'
import type { ArticleServices } from '../listing/services.ts'
import { Article } from '../schema/article.ts'
import { isRedirect, locate } from './locate.ts'
import { represent } from './represent.ts'
import type { ArticleRow } from './store.ts'
import { articlesTag, exampleSlug } from './tag.ts'

const { asOf, jurisdiction, minSeq } = parameters

/** `ARTICLE_URL` leads to the page of an article, or else `PAGES` to the one here. */
export interface AddressedServices extends ArticleServices {
  readonly config: ArticleServices['config'] & Pick<Config, 'articleUrl' | 'pages'>
  readonly addresses: Addresses
}

export function addOne(router: Router, services: AddressedServices): void {
  const endpoint = {
    operationId: 'getArticle',
    tag: articlesTag,
    summary: 'Get an article',
    description:
      'The version that is public at the requested moment, with the disclaimers that must be shown with it in `jurisdiction`. Not served if a required disclaimer cannot be resolved.',
    path: '/v1/articles/{idOrSlug}',
    parameters: z.strictObject({ idOrSlug }),
    query: z.strictObject({ body, fields, jurisdiction, asOf, minSeq }),
    answer: oneOf(Article),
    problems: [
      'not-found',
      'article-retracted',
      'unavailable-for-legal-reasons',
      'disclaimer-unresolved',
      'not-yet',
    ],
    redirects: true,
    link: 'The article in other formats, and its page, with `PAGES` or `ARTICLE_URL`: `rel="alternate"` with their types',
    access: 'public',
    cache: 'article',
    madeFrom: ['disclaimers'],
    example: `/v1/articles/${exampleSlug}?body=text`,
  } as const satisfies ReadEndpoint
  router.read(endpoint, async (asked) => {
    await requireSeq(asked.db, asked.at, asked.query)
    const found = await locate(asked.db, asked.path.idOrSlug, asked)
    if (isRedirect(found)) return found
    return { ...(await represent(services, found, asked)), headers: { link: alternatesOf(services, found) } }
  })
}

/** `Link` (RFC 8288) to the article in other formats, and to the page that shows it. */
function alternatesOf(
  { addresses, config }: AddressedServices,
  { document_id: id, name, traits }: ArticleRow,
) {
  const formats = Object.entries(otherFormats).map(
    ([format, type]) => [`/v1/articles/${name}/${format}`, type] as const,
  )
  const { locale }: ArticleTraits = JSON.parse(traits)
  const page = (config.articleUrl || config.pages) && addresses.ofArticle({ id, slug: name, locale })
  return [...formats, ...(page ? [[page, 'text/html'] as const] : [])]
    .map(([address, type]) => `<${address}>; rel="alternate"; type="${type}"`)
    .join(', ')
}

/** Last part of the path of each other format, and its media type. */
const otherFormats = { ninjs: 'application/json', jsonld: 'application/ld+json' }
