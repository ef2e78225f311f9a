import { articleKind } from './articles/kind.ts'
import { disclaimerKind } from './disclaimers/kind.ts'
import { productMenuKind } from './product-menus/kind.ts'
import type { Kinds } from './publishing/rebuild.ts'

/** The three kinds of documents by their names, for what goes over all of them. */
export const kinds: Kinds = {
  article: articleKind,
  'product-menu': productMenuKind,
  disclaimer: disclaimerKind,
}
