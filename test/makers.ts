import type { z } from 'zod'
import { ArticleContent } from '../src/articles/schema.ts'
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
