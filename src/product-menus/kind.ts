import type { Kind } from '../publishing/kind.ts'
import type { ProductMenuLink } from './link.ts'
import { ProductMenuContent } from './schema.ts'

/** A product menu contains all its languages and audiences, so it is resolved when it is read. */
export const productMenuKind: Kind<ProductMenuContent> = {
  kind: 'product-menu',
  idPrefix: 'mnu',
  content: ProductMenuContent,
  derivation: 2,
  nameOf: ({ key }) => ({ name: key, locale: '' }),
  publishedAtOf: () => null,
  termsOf: () => [],
  linksOf: (content) =>
    linksIn(content).flatMap((link) =>
      link.type === 'instrument' ? [{ kind: 'instrument', key: link.key }] : [],
    ),
  render: async (_db, _publication, content) => ({ content, body: null, traits: {} }),
  tapeTypeOf: () => 'productMenu.changed',
  removedType: 'productMenu.changed',
}

const linksIn = ({ sections }: ProductMenuContent): ProductMenuLink[] =>
  sections
    .flatMap(({ items }) => items.flatMap((item) => [item, ...item.items]))
    .flatMap(({ link }) => (link ? [link] : []))
