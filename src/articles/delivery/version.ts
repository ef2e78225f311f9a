import { z } from 'zod'
import type { ReadEndpoint } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import { oneOf } from '../../http/parameters/envelope.ts'
import * as parameters from '../../http/parameters/parameters.ts'
import { notPublic } from '../../http/parameters/refusals.ts'
import { body, fields, idOrSlug } from '../listing/parameters.ts'
import type { ArticleServices } from '../listing/services.ts'
import { Article } from '../schema/article.ts'
import { isRedirect, locate, requireUnblocked } from './locate.ts'
import { represent } from './represent.ts'
import { jurisdictionOf } from './shown.ts'
import * as articles from './store.ts'
import { articlesTag, exampleSlug } from './tag.ts'

const { jurisdiction } = parameters

export function addVersion(router: Router, services: ArticleServices): void {
  const endpoint = {
    operationId: 'getArticleVersion',
    tag: articlesTag,
    summary: 'Get one version of an article',
    description:
      'A version that is or was public, with its disclaimers as of the moment when it became visible. 404 while the article is not public.',
    path: '/v1/articles/{idOrSlug}/versions/{version}',
    parameters: z.strictObject({ idOrSlug, version: parameters.versionNumber }),
    query: z.strictObject({ body, fields, jurisdiction }),
    answer: oneOf(Article),
    problems: ['not-found', 'article-retracted', 'unavailable-for-legal-reasons', 'disclaimer-unresolved'],
    redirects: true,
    access: 'public',
    cache: 'past',
    // The disclaimers are those of a past moment.
    madeFrom: [],
    example: `/v1/articles/${exampleSlug}/versions/1?body=none`,
  } as const satisfies ReadEndpoint
  router.read(endpoint, async (asked) => {
    const found = await locate(asked.db, asked.path.idOrSlug, asked)
    if (isRedirect(found)) return found
    // An article blocked now is blocked in all its versions.
    requireUnblocked(JSON.parse(found.traits), jurisdictionOf(services, asked.query))
    const row = await articles.findVersion(asked.db, found.document_id, asked.path.version, asked.at)
    if (!row) throw notPublic('version', asked.query)
    const answer = await represent(services, row, { ...asked, since: row.visible_from })
    return { ...answer, versions: [found] }
  })
}
