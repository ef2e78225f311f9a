import type { z } from 'zod'
import { ArticleContent } from '../src/articles/schema/article.ts'
import { DisclaimerContent, DisclaimerRule } from '../src/disclaimers/schema.ts'
import { ProductMenuContent } from '../src/product-menus/schema.ts'

/** Contents that pass their schema, for tests that care about a field or two. */

export const aBlock = (text: string, _key = 'b1') => ({
  _type: 'block' as const,
  _key,
  style: 'normal' as const,
  markDefs: [],
  children: [{ _type: 'span' as const, text, marks: [] }],
})

export const anArticle = (fields: Partial<z.input<typeof ArticleContent>> = {}): ArticleContent =>
  ArticleContent.parse({
    storyKey: fields.slug ?? 'markets-open-higher',
    locale: 'en',
    slug: 'markets-open-higher',
    type: 'news',
    headline: 'Markets Open Higher',
    body: [aBlock('Shares rose.')],
    ...fields,
  })

export const aDisclaimer = (fields: Partial<z.input<typeof DisclaimerContent>> = {}): DisclaimerContent =>
  DisclaimerContent.parse({
    key: 'capital-at-risk',
    locale: 'en',
    kind: 'product_risk_warning',
    title: 'Capital at risk',
    text: 'You may lose all you invest.',
    jurisdictions: ['*'],
    ...fields,
  })

export const aRule = (fields: Partial<z.input<typeof DisclaimerRule>> = {}): DisclaimerRule =>
  DisclaimerRule.parse({
    key: 'capital-everywhere',
    when: {},
    disclaimer: 'capital-at-risk',
    placement: 'after_body',
    required: false,
    ...fields,
  })

type Item = z.input<typeof ProductMenuContent>['sections'][number]['items'][number]

export const anItem = (key: string, fields: Partial<Omit<Item, 'items'>> = {}) => ({
  key,
  title: { en: key },
  ...fields,
})

export const aMenu = (fields: Partial<z.input<typeof ProductMenuContent>> = {}): ProductMenuContent =>
  ProductMenuContent.parse({
    key: 'main-menu',
    surface: 'header',
    title: { en: 'Main' },
    defaultLocale: 'en',
    locales: ['en'],
    sections: [{ key: 'all', title: null, items: [anItem('spot')] }],
    ...fields,
  })

/** An article whose facts, text and instruments name what its lists do not. */
export const namingBeside = (): ArticleContent =>
  anArticle({
    body: [
      {
        ...aBlock('Shares rose.'),
        markDefs: [
          { _type: 'entity', _key: 'm1', entity: 'marked', rel: 'mentions' },
          { _type: 'instrument', _key: 'm2', instrument: 'paper' },
        ],
        children: [{ _type: 'span', text: 'Shares rose.', marks: ['m1', 'm2'] }],
      },
    ],
    quotes: [{ key: 'q1', text: 'Shares rose.', speaker: 'speaker', blockKey: 'b1' }],
    sources: [{ key: 's1', kind: 'other', entity: 'source', stated: 'a source' }],
    keyFigures: [
      {
        ...{ key: 'f1', label: 'Shares', valueText: 'rose', unit: '%', factType: 'reported' },
        ...{ subject: 'subject', quote: 'Shares rose.', blockKey: 'b1' },
      },
    ],
    timeline: [
      {
        ...{ key: 't1', stated: 'today', date: '2026-04-01', precision: 'day', text: 'Shares rose.' },
        ...{ entities: ['known', 'partner'], blockKey: 'b1' },
      },
    ],
    instruments: [{ key: 'known-paper', via: 'issuer' }],
  })
