import { z } from 'zod'
import type { Write } from '../../db/database.ts'
import { disclaimerKind } from '../../disclaimers/kind.ts'
import { DisclaimerContent } from '../../disclaimers/schema.ts'
import type { Scope } from '../../http/endpoints/access.ts'
import type { Tag } from '../../http/endpoints/endpoint.ts'
import type { Config } from '../../kernel/config.ts'
import type { ProblemCode } from '../../kernel/refusal.ts'
import { productMenuKind } from '../../product-menus/kind.ts'
import { ProductMenuContent } from '../../product-menus/schema.ts'
import type { Kind } from '../../publishing/kind.ts'
import type { Instant } from '../../values/time.ts'
import { keepRequired } from '../disclaimers/keep-required.ts'
import { requirePublishableMenu } from '../menus/guards.ts'

type PlainName = 'product-menu' | 'disclaimer'

/** What the desk needs to know of a kind of document that is published without review. */
export interface PlainKind<Content> {
  readonly kind: Kind<Content> & { readonly kind: PlainName }
  readonly plural: 'product-menus' | 'disclaimers'
  /** Of its operations: `createProductMenu`. */
  readonly name: string
  readonly tag: Tag
  /** In a sentence: `a menu`. */
  readonly noun: string
  readonly idExample: string
  readonly scopes: { readonly write: Scope; readonly publish: Scope }
  /** The fields of its content. */
  readonly fields: z.ZodRawShape
  /** Those that a list shows. */
  readonly listed: readonly string[]
  /** The fields that name it, which are fixed. */
  readonly naming: readonly string[]
  readonly help: string
  readonly problems: readonly ProblemCode[]
  readonly example: object
  readonly patchExample: object
  /** Stands around whatever changes what readers get, and refuses what must not be. */
  guard<Result>(
    write: Write,
    config: Config,
    content: Content,
    visibleFrom: Instant | null,
    act: () => Promise<Result>,
  ): Promise<Result>
}

export const plainMenu: PlainKind<ProductMenuContent> = {
  kind: { ...productMenuKind, kind: 'product-menu' },
  plural: 'product-menus',
  name: 'ProductMenu',
  tag: { name: 'Desk: menus', description: 'The desk: product menus, from draft to end' },
  noun: 'a menu',
  idExample: 'mnu_7h3k9m2p5q8r4t6v',
  scopes: { write: 'menus:write', publish: 'menus:publish' },
  fields: ProductMenuContent.shape,
  listed: ['key', 'surface', 'title', 'defaultLocale', 'locales'],
  naming: ['key'],
  help: 'Its links to articles and instruments have to lead somewhere, and what its products require has to stand beside them in every language and jurisdiction served: else 422 with each fault.',
  problems: ['publish-guard-failed'],
  example: {
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
  patchExample: { title: { en: 'Help and contact' } },
  async guard(write, config, content, visibleFrom, act) {
    if (visibleFrom) await requirePublishableMenu(write, config, content, visibleFrom)
    return act()
  },
}

export const plainDisclaimer: PlainKind<DisclaimerContent> = {
  kind: { ...disclaimerKind, kind: 'disclaimer' },
  plural: 'disclaimers',
  name: 'Disclaimer',
  tag: { name: 'Desk: disclaimers', description: 'The desk: legal texts, from draft to end' },
  noun: 'a disclaimer',
  idExample: 'dsc_7h3k9m2p5q8r4t6v',
  scopes: { write: 'disclaimers:write', publish: 'disclaimers:publish' },
  fields: DisclaimerContent.shape,
  listed: ['key', 'locale', 'kind', 'title', 'jurisdictions', 'effectiveFrom', 'effectiveTo'],
  naming: ['key', 'locale'],
  help: 'Refused (409 `disclaimer-required`) where readers would then lose a text that a rule requires, now or at the expiry.',
  problems: ['disclaimer-required'],
  example: {
    key: 'capital-at-risk',
    locale: 'en',
    kind: 'product_risk_warning',
    title: 'Capital at risk',
    text: 'You may lose all that you invest.',
    jurisdictions: ['*'],
  },
  patchExample: { text: 'You may lose all that you invest, and more.' },
  guard: (write, config, content, _, act) => keepRequired(write, config, content.key, act),
}

/** By the name of the kind. */
export const plainKinds: Readonly<Record<PlainName, PlainKind<unknown>>> = {
  'product-menu': plainMenu,
  disclaimer: plainDisclaimer,
}

export const fieldsListed = ({ fields, listed }: PlainKind<unknown>) =>
  z.object(fields).pick(Object.fromEntries(listed.map((name) => [name, true])))
