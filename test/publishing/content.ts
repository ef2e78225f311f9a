import { ArticleContent } from '../../src/articles/schema/article.ts'
import { DisclaimerContent } from '../../src/disclaimers/schema.ts'
import { ProductMenuContent } from '../../src/product-menus/schema.ts'

/** A small article, as stored in a revision. */
export const article = (fields: Partial<ArticleContent> & { slug: string }): ArticleContent =>
  ArticleContent.parse({
    storyKey: fields.slug,
    locale: 'en',
    type: 'news',
    headline: `The story of ${fields.slug}`,
    body: [block('p1', 'Something happened.'), block('p2', 'Somebody said so.')],
    ...fields,
  })

export const block = (key: string, text: string) => ({
  _type: 'block' as const,
  _key: key,
  style: 'normal' as const,
  markDefs: [],
  children: [{ _type: 'span' as const, text, marks: [] }],
})

export const productMenu = (key: string, title = 'Futures'): ProductMenuContent =>
  ProductMenuContent.parse({
    key,
    surface: 'header',
    defaultLocale: 'en',
    locales: ['en'],
    sections: [{ key: 'first', items: [{ key: 'futures', title: { en: title } }] }],
  })

export const disclaimer = (key: string, text = 'Prices may fall.'): DisclaimerContent =>
  DisclaimerContent.parse({
    key,
    locale: 'en',
    kind: 'general_risk_warning',
    title: 'Risk warning',
    text,
    shortText: null,
    jurisdictions: ['*'],
    effectiveFrom: null,
    effectiveTo: null,
  })
