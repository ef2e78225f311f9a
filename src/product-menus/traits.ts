import type { ContentTraits } from '../disclaimers/resolve.ts'

/** What disclaimer rules look at in a menu: the classes of the products that it shows. */
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
