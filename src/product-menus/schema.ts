import { z } from 'zod'
import { DisclaimerUse } from '../disclaimers/schema.ts'
import { Links } from '../http/parameters/envelope.ts'
import { distinctList, orNull } from '../values/lists.ts'
import { Locale } from '../values/place.ts'
import { ClassName, Key, line } from '../values/text.ts'
import { InstantText } from '../values/time.ts'
import { ProductMenuLink, Token } from './link.ts'
import { checkWindow, Schedule, Targeting, window } from './targeting.ts'

/** One text in several languages, keyed by BCP 47 tag. */
export const Localised = (charactersMax: number) =>
  z
    .record(Locale, line(charactersMax))
    .refine((text) => Object.keys(text).length >= 1 && Object.keys(text).length <= 50, {
      message: 'must have 1 to 50 languages',
    })
    .meta({ example: { en: 'Options', de: 'Optionen' } })
export type LocalisedText = z.output<ReturnType<typeof Localised>>

const key = Key.meta({ description: 'Name, unique among its siblings', example: 'tradfi' })
const badgeKind = z
  .enum(['hot', 'new', 'beta', 'promo', 'label'])
  .meta({ id: 'BadgeKind', description: 'Meaning of the badge; `label` has none beyond its text' })
const iconName = Token.meta({
  description: 'Name of an icon that front ends provide',
  example: 'chart-line',
})
const link = ProductMenuLink.nullable().describe('Target of the item; null: none')
const productClass = ClassName.nullable().meta({
  description: 'Class of the product, an open list; disclaimer rules can match it',
  example: 'perpetual_futures',
})

const BadgeContent = z
  .strictObject({ text: Localised(40).describe('Text of the badge'), kind: badgeKind, ...window })
  .superRefine(checkWindow)
  .meta({ id: 'BadgeContent', description: 'A badge beside a title, in all languages' })

const IconContent = z
  .strictObject({
    name: iconName,
    alt: orNull(Localised(200)).describe('Alternative text for readers who cannot see the icon'),
  })
  .meta({ id: 'IconContent', description: 'An icon beside a title, in all languages' })

const ItemWithoutChildren = z.strictObject({
  key,
  title: Localised(200).describe('Title'),
  description: orNull(Localised(500)).describe('One line with more detail'),
  badge: orNull(BadgeContent).describe('A badge beside the title, shown during [from, until)'),
  link: link.default(null),
  icon: orNull(IconContent).describe('Icon beside the title'),
  productClass: productClass.default(null),
  targeting: Targeting,
  schedule: Schedule,
})

const Child = ItemWithoutChildren.extend({
  items: z.array(z.never()).max(0).default([]).describe('Always empty: a menu is two levels deep'),
}).meta({ id: 'MenuChildContent', description: 'An item below another one, in all languages' })

const Item = ItemWithoutChildren.extend({
  items: distinctList(Child, 100, (child) => child.key)
    .default([])
    .describe('Items below this one'),
}).meta({ id: 'MenuItemContent', description: 'An item of a menu, in all languages' })

const Section = z
  .strictObject({
    key,
    title: orNull(Localised(200)).describe('Heading; null: none'),
    targeting: Targeting,
    schedule: Schedule,
    items: distinctList(Item, 100, (item) => item.key)
      .min(1)
      .describe('Items in the order of display'),
  })
  .meta({ id: 'MenuSectionContent', description: 'A section of a menu, in all languages' })

const surface = z
  .enum(['header', 'footer', 'app_tab', 'drawer'])
  .meta({ id: 'Surface', description: 'Part of the front end that shows the menu' })
const menuKey = Key.meta({
  description: 'Name of the menu in URLs',
  example: 'futures-mega-menu',
})

const menu = z.strictObject({
  key: menuKey,
  surface,
  title: orNull(Localised(200)).describe('Name of the whole menu'),
  defaultLocale: Locale.describe('Language used if none of `locales` matches; every text has it'),
  locales: distinctList(Locale, 50, (tag) => tag.toLowerCase())
    .min(1)
    .describe('Languages of the menu, BCP 47'),
  sections: distinctList(Section, 50, (section) => section.key)
    .min(1)
    .describe('Sections in the order of display'),
})

/** The part of a menu that an editor writes: all its languages, audiences and times in one tree. */
export const ProductMenuContent = menu.superRefine(checkLanguages)
export type ProductMenuContent = z.output<typeof ProductMenuContent>
export type ProductMenuSectionContent = ProductMenuContent['sections'][number]
export type ProductMenuItemContent = ProductMenuSectionContent['items'][number]
export type ProductMenuTargeting = NonNullable<ProductMenuItemContent['targeting']>

type Placed = { path: (string | number)[]; text: LocalisedText | null }

type Node = {
  title: LocalisedText | null
  description?: LocalisedText | null
  badge?: { text: LocalisedText } | null
  icon?: { alt: LocalisedText | null } | null
  sections?: Node[]
  items?: Node[]
}

function* textsOf(node: Node, path: (string | number)[] = []): Generator<Placed> {
  yield { path: [...path, 'title'], text: node.title }
  yield { path: [...path, 'description'], text: node.description ?? null }
  yield { path: [...path, 'badge', 'text'], text: node.badge?.text ?? null }
  yield { path: [...path, 'icon', 'alt'], text: node.icon?.alt ?? null }
  for (const list of ['sections', 'items'] as const)
    for (const [at, below] of (node[list] ?? []).entries()) yield* textsOf(below, [...path, list, at])
}

function checkLanguages(content: z.output<typeof menu>, context: Pick<z.RefinementCtx, 'addIssue'>): void {
  const { defaultLocale, locales } = content
  if (!locales.includes(defaultLocale))
    context.addIssue({ code: 'custom', path: ['locales'], message: 'must contain defaultLocale' })
  for (const { path, text } of textsOf(content)) {
    if (text && !Object.hasOwn(text, defaultLocale))
      context.addIssue({ code: 'custom', path, message: `has no text in ${defaultLocale}` })
    for (const tag of Object.keys(text ?? {}))
      if (!locales.includes(tag))
        context.addIssue({ code: 'custom', path: [...path, tag], message: 'is not listed in locales' })
  }
}

/** An item as delivered: in one language, without what the audience may not see. */
export const ProductMenuItem = z
  .object({
    key,
    title: z.string().describe('Title in the served language'),
    description: z.string().nullable().describe('One line with more detail'),
    badge: z
      .object({
        text: z.string().describe('Text of the badge'),
        kind: badgeKind,
        until: InstantText.nullable().describe('When it disappears; null: no end is set'),
      })
      .meta({ id: 'Badge', description: 'A badge beside a title' })
      .nullable()
      .describe('A badge beside the title; null: none now'),
    link,
    icon: z
      .object({
        name: iconName,
        alt: z.string().nullable().describe('Alternative text for readers who cannot see the icon'),
      })
      .meta({ id: 'Icon', description: 'An icon beside a title' })
      .nullable()
      .describe('Icon beside the title'),
    productClass,
    get items() {
      return z.array(ProductMenuItem).describe('Child items, which have no children')
    },
  })
  .meta({ id: 'ProductMenuItem', description: 'An item of a menu; `items` are its children' })
export type ProductMenuItem = z.output<typeof ProductMenuItem>

const MenuSection = z
  .object({
    key,
    title: z.string().nullable().describe('Heading in the served language; null: none'),
    items: z.array(ProductMenuItem).describe('Items in display order; never empty'),
  })
  .meta({ id: 'MenuSection', description: 'A section of a menu' })

/** A menu as delivered, resolved for an audience and a moment. */
export const ProductMenu = z
  .object({
    id: z.string().meta({ description: 'Permanent identifier of the menu', example: 'mnu_7h3k9m2p5q8r4t6v' }),
    key: menuKey,
    locale: Locale.describe('Language in which the menu is served'),
    version: z.int().min(1).describe('Number of the published version: 1, 2, 3 …'),
    surface,
    title: z.string().nullable().describe('Name of the whole menu'),
    availableAt: InstantText.describe('When this version became visible'),
    validUntil: InstantText.nullable().describe(
      'Earliest end of the sections, items and badges shown; null: none of them has an end',
    ),
    sections: z.array(MenuSection).describe('Sections in display order; those without items are left out'),
    disclaimers: z.array(DisclaimerUse).describe('Disclaimers that must be shown with these products'),
    links: Links,
  })
  .meta({ id: 'ProductMenu', description: 'A product menu, resolved for one audience' })
export type ProductMenu = z.output<typeof ProductMenu>

export const ProductMenuEntry = ProductMenu.pick({
  id: true,
  key: true,
  version: true,
  surface: true,
  availableAt: true,
  links: true,
})
  .extend({
    title: Localised(200).nullable().describe('Name of the whole menu by language; null: none'),
    defaultLocale: Locale.describe('Language used if none of `locales` matches'),
    locales: z.array(Locale).describe('Languages of the menu, BCP 47'),
  })
  .meta({ id: 'ProductMenuEntry', description: 'A product menu and its languages, in a list' })
