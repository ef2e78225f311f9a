import type { Write } from '../../db/database.ts'
import type { PublicTraits } from '../../disclaimers/gaps.ts'
import type { ProductMenuContent, ProductMenuItemContent } from '../../product-menus/schema.ts'
import { traitsOf } from '../../product-menus/traits.ts'
import { presentAndComing } from './store.ts'

type Item = ProductMenuItemContent | ProductMenuItemContent['items'][number]

/** Every item of the menu with its JSON pointer. */
export function* itemsWithPointers({
  sections,
}: ProductMenuContent): Generator<{ item: Item; pointer: string }> {
  for (const [at, section] of sections.entries())
    for (const [index, item] of section.items.entries()) {
      const pointer = `/sections/${at}/items/${index}`
      yield { item, pointer }
      for (const [place, child] of item.items.entries())
        yield { item: child, pointer: `${pointer}/items/${place}` }
    }
}

/** Keys of the instruments that a menu links to. */
export const instrumentsIn = (content: ProductMenuContent): string[] => [
  ...new Set(
    [...itemsWithPointers(content)].flatMap(({ item: { link } }) =>
      link?.type === 'instrument' ? [link.key] : [],
    ),
  ),
]

/** Traits of the menu in each of its languages, with the classes of all its products, ignoring targeting. */
export const shownBy = (content: ProductMenuContent): PublicTraits[] =>
  content.locales.map((locale) => ({ ...traitsOf(locale, classesIn(content)), blockedIn: [] }))

const classesIn = (content: ProductMenuContent): string[] => [
  ...new Set(
    [...itemsWithPointers(content)].flatMap(({ item }) => (item.productClass ? [item.productClass] : [])),
  ),
]

export async function menusPublicAt({ tx, at }: Write): Promise<ProductMenuContent[]> {
  const menus = await presentAndComing(tx, at)
  return menus.filter((menu) => menu.visible_from <= at).map(({ content }) => JSON.parse(content.toString()))
}
