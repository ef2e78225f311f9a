import { disclaimerKind } from '../../disclaimers/kind.ts'
import { DisclaimerContent } from '../../disclaimers/schema.ts'
import type { DeskKind } from '../documents/kind.ts'
import { withoutReview } from '../documents/without-review.ts'
import { keepRequired } from './keep-required.ts'

const { key, locale, kind, title, jurisdictions, effectiveFrom, effectiveTo } = DisclaimerContent.shape

export const deskDisclaimers: DeskKind<DisclaimerContent, DisclaimerContent> = {
  ...withoutReview(disclaimerKind, {
    name: 'Disclaimer',
    noun: 'a disclaimer',
    fields: DisclaimerContent.shape,
    listed: { key, locale, kind, title, jurisdictions, effectiveFrom, effectiveTo },
  }),
  segment: 'disclaimers',
  tag: { name: 'Desk: disclaimers', description: 'The desk: legal texts, from draft to withdrawal' },
  idExample: 'dsc_7h3k9m2p5q8r4t6v',
  scopes: { write: 'disclaimers:write', publish: 'disclaimers:publish' },
  titleOf: ({ title }) => title,
  fixed: ['key', 'locale'],
  publishingHelp:
    'No review is needed. Refused (409 `disclaimer-required`) if readers would lose a text that a rule requires, now or at its expiry.',
  problems: { create: ['slug-taken'], edit: ['invalid-content'], publish: ['disclaimer-required'] },
  examples: {
    draft: {
      key: 'capital-at-risk',
      locale: 'en',
      kind: 'product_risk_warning',
      title: 'Capital at risk',
      text: 'You may lose all that you invest.',
      jurisdictions: ['*'],
    },
    patch: { text: 'You may lose all that you invest, and more.' },
  },
  guard: (write, config, { content }, _, act) => keepRequired(write, config, content.key, act),
}
