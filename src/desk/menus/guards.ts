import type { Write } from '../../db/database.ts'
import type { Service } from '../../disclaimers/gaps.ts'
import { resolve } from '../../disclaimers/resolve.ts'
import { findInForce } from '../../disclaimers/store.ts'
import { type Fault, refuse } from '../../kernel/refusal.ts'
import { factsOf } from '../../product-menus/facts.ts'
import type { ProductMenuLink } from '../../product-menus/link.ts'
import type { ProductMenuContent, ProductMenuItemContent } from '../../product-menus/schema.ts'
import type { Users } from '../../publishing/derived/terms.ts'
import * as references from '../../references/store.ts'
import type { Instant } from '../../values/time.ts'
import { livingAmong, presentAndComing } from './link-store.ts'

/**
 * Checks that a menu can be published: its links to articles and instruments lead somewhere, and the disclaimers that
 * its products require have a text for each jurisdiction served, in each language of the menu. Throws 422
 * `publish-guard-failed` that lists every fault; its pointers lead into the menu.
 */
export async function requirePublishableMenu(
  write: Write,
  service: Service,
  content: ProductMenuContent,
  visibleFrom: Instant,
): Promise<void> {
  const faults = [
    ...(await brokenLinks(write, content)),
    ...(await missingDisclaimers(write, service, content, visibleFrom)),
  ]
  if (faults.length === 0) return
  throw refuse('publish-guard-failed', 'The menu cannot be published as it is.', { errors: faults })
}

async function brokenLinks({ tx, at }: Write, content: ProductMenuContent): Promise<Fault[]> {
  const links = [...placesOf(content)].flatMap(({ item, pointer }) =>
    item.link ? [{ link: item.link, pointer: `${pointer}/link` }] : [],
  )
  const articles = links.flatMap(({ link }) => (link.type === 'article' ? [link.id] : []))
  const living = await livingAmong(tx, [...new Set(articles)])
  const instruments = new Set<string>()
  for (const key of instrumentsIn(content))
    if (await references.find(tx, 'instrument', key, at)) instruments.add(key)
  const isBroken = (link: ProductMenuLink) =>
    (link.type === 'article' && !living.has(link.id)) ||
    (link.type === 'instrument' && !instruments.has(link.key))
  return links
    .filter(({ link }) => isBroken(link))
    .map(({ link, pointer }) => ({
      pointer: `${pointer}/${link.type === 'article' ? 'id' : 'key'}`,
      code: 'unknown-reference',
      detail: 'does not exist',
    }))
}

async function missingDisclaimers(
  { tx }: Write,
  { jurisdictions, defaultJurisdiction, defaultLocale }: Service,
  content: ProductMenuContent,
  visibleFrom: Instant,
): Promise<Fault[]> {
  const inForce = await findInForce(tx, visibleFrom)
  const served = [...new Set([defaultJurisdiction, ...jurisdictions])]
  return content.locales.flatMap((locale, index) => {
    const facts = factsOf(locale, classesIn(content))
    return served.flatMap((jurisdiction) =>
      resolve(facts, { jurisdiction }, inForce, { defaultLocale }).unresolved.map(({ rule, disclaimer }) => ({
        pointer: `/locales/${index}`,
        code: 'disclaimer-unresolved',
        detail: `${disclaimer}, which rule ${rule} requires, has no text for ${jurisdiction ?? 'everywhere'}`,
      })),
    )
  })
}

type Item = ProductMenuItemContent | ProductMenuItemContent['items'][number]

/** Every item with its place in the menu. */
function* placesOf({ sections }: ProductMenuContent): Generator<{ item: Item; pointer: string }> {
  for (const [at, section] of sections.entries())
    for (const [index, item] of section.items.entries()) {
      const pointer = `/sections/${at}/items/${index}`
      yield { item, pointer }
      for (const [place, child] of item.items.entries())
        yield { item: child, pointer: `${pointer}/items/${place}` }
    }
}

/** Keys of the instruments that a menu leads to. */
const instrumentsIn = (content: ProductMenuContent): string[] => [
  ...new Set(
    [...placesOf(content)].flatMap(({ item: { link } }) => (link?.type === 'instrument' ? [link.key] : [])),
  ),
]

/** The classes of all products in a menu, whoever sees them. */
export const classesIn = (content: ProductMenuContent): string[] => [
  ...new Set([...placesOf(content)].flatMap(({ item }) => (item.productClass ? [item.productClass] : []))),
]

/** The menus that are public now. */
export async function menusPublicAt({ tx, at }: Write): Promise<ProductMenuContent[]> {
  const menus = await presentAndComing(tx, at)
  return menus.filter((menu) => menu.visible_from <= at).map(({ content }) => JSON.parse(content.toString()))
}

/** The menus that lead to an instrument, now or once they are public. */
export async function menusLeadingTo({ tx, at }: Write, instrument: string): Promise<Users> {
  const menus = (await presentAndComing(tx, at)).filter(({ content }) =>
    instrumentsIn(JSON.parse(content.toString())).includes(instrument),
  )
  const visible = menus.filter((menu) => menu.visible_from <= at)
  return { count: menus.length, shown: visible.map((menu) => menu.document_id) }
}
