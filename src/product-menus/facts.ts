import type { Facts } from '../disclaimers/resolve.ts'

/** What disclaimer rules look at in a menu: the classes of the products that it shows. */
export const factsOf = (locale: string, productClasses: readonly string[]): Facts => ({
  contentKind: 'product-menu',
  locale,
  type: null,
  classification: null,
  topics: [],
  entities: [],
  instruments: [],
  productClasses,
})
