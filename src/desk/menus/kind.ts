import { productMenuKind } from '../../product-menus/kind.ts'
import { ProductMenuContent } from '../../product-menus/schema.ts'
import type { DeskKind } from '../documents/kind.ts'
import { withoutReview } from '../documents/without-review.ts'
import { requirePublishableMenu } from './guards.ts'

const { key, surface, title, defaultLocale, locales } = ProductMenuContent.shape

export const deskMenus: DeskKind<ProductMenuContent, ProductMenuContent> = {
  ...withoutReview(productMenuKind, {
    name: 'ProductMenu',
    noun: 'a menu',
    fields: ProductMenuContent.shape,
    listed: { key, surface, title, defaultLocale, locales },
  }),
  segment: 'product-menus',
  tag: { name: 'Desk: menus', description: 'The desk: product menus, from draft to withdrawal' },
  idExample: 'mnu_7h3k9m2p5q8r4t6v',
  scopes: { write: 'menus:write', publish: 'menus:publish' },
  titleOf: ({ key, title, defaultLocale }) => title?.[defaultLocale] ?? key,
  fixed: ['key'],
  publishingHelp:
    'No review is needed. Its links to articles and instruments must resolve, and each disclaimer that its products require must have a text in every language and jurisdiction served; otherwise 422 lists every fault.',
  problems: {
    create: ['slug-taken'],
    edit: ['invalid-content'],
    publish: ['publish-guard-failed', 'retired-reference'],
  },
  examples: {
    draft: {
      key: 'help-menu',
      surface: 'footer',
      title: { en: 'Help' },
      defaultLocale: 'en',
      locales: ['en'],
      sections: [
        {
          key: 'contact',
          title: null,
          items: [{ key: 'chat', title: { en: 'Chat' }, link: { type: 'action', name: 'open-chat' } }],
        },
      ],
    },
    patch: { title: { en: 'Help and contact' } },
  },
  async guard(write, config, { content }, visibleFrom, act) {
    if (visibleFrom) await requirePublishableMenu(write, config, content, visibleFrom)
    return act()
  },
}
