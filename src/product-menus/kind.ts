import type { Kind } from '../publishing/kind.ts'
import { ProductMenuContent } from './schema.ts'

/** A product menu contains all its languages and audiences, so it is resolved when it is read. */
export const productMenuKind: Kind<ProductMenuContent> = {
  kind: 'product-menu',
  idPrefix: 'mnu',
  content: ProductMenuContent,
  derivation: 1,
  nameOf: ({ key }) => ({ name: key, locale: '' }),
  publishedAtOf: () => null,
  termsOf: () => [],
  render: async (_db, _publication, content) => ({ content, body: null, traits: {} }),
  tapeTypeOf: () => 'productMenu.changed',
  removedType: 'productMenu.changed',
}
