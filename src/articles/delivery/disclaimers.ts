import { z } from 'zod'
import { requireResolved } from '../../disclaimers/resolver.ts'
import { DisclaimerExplanation, DisclaimerUse } from '../../disclaimers/schema.ts'
import { toBytes } from '../../http/endpoints/answer.ts'
import type { ReadEndpoint } from '../../http/endpoints/endpoint.ts'
import type { Router } from '../../http/endpoints/router.ts'
import * as parameters from '../../http/parameters/parameters.ts'
import { latest } from '../../values/time.ts'
import type { ArticleTraits } from '../kind.ts'
import { idOrSlug } from '../listing/parameters.ts'
import type { ArticleServices } from '../listing/services.ts'
import { isRedirect, locate, requireUnblocked } from './locate.ts'
import { jurisdictionOf } from './shown.ts'
import { articlesTag, exampleSlug } from './tag.ts'

const { asOf, jurisdiction } = parameters

const DisclaimerSet = z
  .object({
    data: z.array(DisclaimerUse).describe('The texts in reading order'),
    setHash: z
      .string()
      .describe('SHA-256 of the hashes in order, joined by line feeds: identifies the whole set'),
    explanation: z
      .array(DisclaimerExplanation)
      .optional()
      .describe('With `explain=true`: each rule in force, and why it matched or not'),
  })
  .meta({ id: 'DisclaimerSet', description: 'The disclaimers of an article' })

export function addDisclaimers(router: Router, services: ArticleServices): void {
  const endpoint = {
    operationId: 'listArticleDisclaimers',
    tag: articlesTag,
    summary: 'List the disclaimers of an article',
    description:
      'The disclaimers that must be shown with the article in `jurisdiction`, from the rules for it, for the EU or EEA that it belongs to, and for everyone.',
    path: '/v1/articles/{idOrSlug}/disclaimers',
    parameters: z.strictObject({ idOrSlug }),
    query: z.strictObject({
      jurisdiction,
      asOf,
      explain: z
        .enum(['true', 'false'], { message: 'must be true or false' })
        .optional()
        .meta({
          description: 'Adds each rule and why it matched or not.',
          override: { type: 'boolean' },
        }),
    }),
    answer: DisclaimerSet,
    problems: ['not-found', 'article-retracted', 'unavailable-for-legal-reasons', 'disclaimer-unresolved'],
    redirects: true,
    access: 'public',
    cache: 'article',
    madeFrom: ['disclaimers'],
    example: `/v1/articles/${exampleSlug}/disclaimers?jurisdiction=DE&explain=true`,
  } as const satisfies ReadEndpoint
  router.read(endpoint, async (asked) => {
    const { query, since } = asked
    const found = await locate(asked.db, asked.path.idOrSlug, asked)
    if (isRedirect(found)) return found
    const resolver = await services.disclaimers.at(asked, since, query.jurisdiction ?? null)
    const traits: ArticleTraits = JSON.parse(found.traits)
    requireUnblocked(traits, jurisdictionOf(services, query))
    const shown = resolver.shown(traits)
    const resolution = resolver.resolve(traits)
    // An explanation shows why an article is not served, so it must not be refused itself.
    const explanation = query.explain === 'true' ? resolution.explanation : undefined
    if (!explanation) requireResolved(resolution)
    return {
      bytes: toBytes(DisclaimerSet, { data: resolution.uses, setHash: resolution.setHash, explanation }),
      lastModified: latest(found.visible_from, shown.newest),
      ids: [found.document_id, ...shown.ids],
      versions: [found],
    }
  })
}
