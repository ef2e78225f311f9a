import type { ContentTraits } from '../disclaimers/resolve.ts'

/** Of a menu, disclaimer rules can examine the language and the classes of the products shown. */
export const traitsOf = (locale: string, productClasses: readonly string[]): ContentTraits => ({
  contentKind: 'product-menu',
  locale,
  type: null,
  classification: null,
  topics: [],
  entities: [],
  instruments: [],
  productClasses,
})
