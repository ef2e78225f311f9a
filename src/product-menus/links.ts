import * as articles from '../articles/delivery/store.ts'
import type { Queries } from '../db/database.ts'
import type { Instant } from '../values/time.ts'
import type { ProductMenu, ProductMenuItem } from './schema.ts'

type Sections = ProductMenu['sections']

/** Removes links to articles that are not public at the moment, or blocked: a menu must not reveal that they exist. */
export async function withPublicLinks(
  db: Queries,
  sections: Sections,
  where: { readonly at: Instant; readonly jurisdiction: string | null },
): Promise<Sections> {
  const linked = new Set(linkedArticles(sections))
  if (linked.size === 0) return sections
  const shown = await articles.publicAmong(db, [...linked], where)
  return sections.map((section) => ({
    ...section,
    items: section.items.map((item) => withLink(item, shown)),
  }))
}

export const linkedArticles = (sections: Sections): string[] =>
  sections.flatMap(({ items }) => items.flatMap(articleIds))

const articleIds = ({ link, items }: ProductMenuItem): string[] => [
  ...(link?.type === 'article' ? [link.id] : []),
  ...items.flatMap(articleIds),
]

function withLink(item: ProductMenuItem, shown: ReadonlySet<string>): ProductMenuItem {
  const { link } = item
  return {
    ...item,
    link: link?.type === 'article' && !shown.has(link.id) ? null : link,
    items: item.items.map((child) => withLink(child, shown)),
  }
}
