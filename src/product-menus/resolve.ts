import { bindingJurisdictions, lookup } from '../values/place.ts'
import { earliest, type Instant } from '../values/time.ts'
import type {
  LocalisedText,
  ProductMenu,
  ProductMenuContent,
  ProductMenuItem,
  ProductMenuItemContent,
  ProductMenuTargeting,
} from './schema.ts'
import type { Platform } from './targeting.ts'

/** What the request says about the audience; null: not stated. */
export type MenuAudience = {
  platform: Platform | null
  locale: string | null
  jurisdiction: string | null
  appVersion: string | null
}

export type ResolvedMenu = Pick<ProductMenu, 'locale' | 'title' | 'validUntil' | 'sections'> & {
  /** Sorted classes of the products shown: input to disclaimer rules. */
  productClasses: string[]
}

type Window = { from: Instant | null; until: Instant | null }
type Gated = { targeting: ProductMenuTargeting | null; schedule: Window | null }
type Badge = NonNullable<ProductMenuItemContent['badge']>
/** Inputs for every node of the tree, and the accumulators `ends` and `productClasses`. */
type Walk = {
  content: ProductMenuContent
  audience: MenuAudience
  at: Instant
  locale: string
  ends: (Instant | null)[]
  productClasses: Set<string>
}

/** Resolves a menu for one audience and moment. Pure. A condition on something that the request does not state fails. */
export function resolveMenu(content: ProductMenuContent, audience: MenuAudience, at: Instant): ResolvedMenu {
  const asked = audience.locale === null ? null : lookup(audience.locale, content.locales)
  const locale = asked ?? content.defaultLocale
  const walk: Walk = { content, audience, at, locale, ends: [], productClasses: new Set() }
  const sections = content.sections.flatMap((section) => {
    const items = isShown(section, walk) ? itemsShown(section.items, walk) : []
    if (items.length === 0) return []
    walk.ends.push(section.schedule?.until ?? null)
    return [{ key: section.key, title: textOrNull(section.title, walk), items }]
  })
  return {
    locale,
    title: textOrNull(content.title, walk),
    // Ends only: a start would reveal that something is coming.
    validUntil: earliest(...walk.ends),
    sections,
    productClasses: [...walk.productClasses].sort(),
  }
}

function itemsShown(
  items: readonly (ProductMenuItemContent | ProductMenuItemContent['items'][number])[],
  walk: Walk,
): ProductMenuItem[] {
  return items
    .filter((item) => isShown(item, walk))
    .map((item) => {
      const { key, title, description, badge, link, icon, productClass, schedule } = item
      walk.ends.push(schedule?.until ?? null)
      if (productClass !== null) walk.productClasses.add(productClass)
      return {
        key,
        title: textIn(title, walk),
        description: textOrNull(description, walk),
        badge: badge && badgeShown(badge, walk),
        link,
        icon: icon && { name: icon.name, alt: textOrNull(icon.alt, walk) },
        productClass,
        items: itemsShown(item.items, walk),
      }
    })
}

function badgeShown(badge: Badge, walk: Walk): ProductMenuItem['badge'] {
  if (!isOpen(badge, walk.at)) return null
  walk.ends.push(badge.until)
  return { text: textIn(badge.text, walk), kind: badge.kind, until: badge.until }
}

function textIn(text: LocalisedText, { content, locale }: Walk): string {
  const words = text[lookup(locale, Object.keys(text)) ?? content.defaultLocale]
  if (words === undefined) throw new Error(`a text of menu ${content.key} lacks ${content.defaultLocale}`)
  return words
}

const textOrNull = (text: LocalisedText | null, walk: Walk): string | null => text && textIn(text, walk)

const isOpen = ({ from, until }: Window, at: Instant): boolean =>
  (from === null || from <= at) && (until === null || at < until)

const isShown = ({ targeting, schedule }: Gated, { audience, at }: Walk): boolean =>
  (schedule === null || isOpen(schedule, at)) && (targeting === null || isMeantFor(targeting, audience))

function isMeantFor(targeting: ProductMenuTargeting, audience: MenuAudience): boolean {
  const { platforms, locales, jurisdictions, minAppVersion } = targeting
  const { platform, locale } = audience
  if (platforms && (platform === null || !platforms.includes(platform))) return false
  if (locales && (locale === null || lookup(locale, locales) === null)) return false
  if (jurisdictions && !isAllowedIn(jurisdictions, audience.jurisdiction)) return false
  return !minAppVersion || isRecentEnough(minAppVersion, audience)
}

function isAllowedIn(
  { allow, deny }: NonNullable<ProductMenuTargeting['jurisdictions']>,
  jurisdiction: string | null,
): boolean {
  if (jurisdiction === null) return false
  const binding = bindingJurisdictions(jurisdiction)
  const isNamedIn = (list: readonly string[]) => binding.some((one) => list.includes(one))
  return (!allow || isNamedIn(allow)) && !(deny && isNamedIn(deny))
}

function isRecentEnough(
  minAppVersion: NonNullable<ProductMenuTargeting['minAppVersion']>,
  { platform, appVersion }: MenuAudience,
): boolean {
  if (platform === null) return false
  const least = minAppVersion[platform]
  if (least === undefined) return true
  return appVersion !== null && compareAppVersions(appVersion, least) >= 0
}

/** Negative if the first version is older, positive if newer; missing numbers count as 0. */
export function compareAppVersions(one: string, other: string): number {
  const [ones, others] = [one.split('.'), other.split('.')]
  for (let index = 0; index < Math.max(ones.length, others.length); index += 1) {
    const difference = Number(ones[index] ?? 0) - Number(others[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
