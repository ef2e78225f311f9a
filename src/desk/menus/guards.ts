import type { Write } from '../../db/database.ts'
import type { ServedAudiences } from '../../disclaimers/gaps.ts'
import { type Fault, refuse } from '../../kernel/refusal.ts'
import type { ProductMenuLink } from '../../product-menus/link.ts'
import type { ProductMenuContent } from '../../product-menus/schema.ts'
import * as references from '../../references/store.ts'
import type { Instant } from '../../values/time.ts'
import { unresolvedDisclaimers } from '../documents/disclaimer-faults.ts'
import { instrumentsIn, itemsWithPointers, shownBy } from './contents.ts'
import { filterLinkable } from './store.ts'

/**
 * Throws 422 `publish-guard-failed`, listing every fault, unless the menu's links to articles and instruments resolve
 * and each required disclaimer has a text in every language of the menu and jurisdiction served.
 */
export async function requirePublishableMenu(
  write: Write,
  service: ServedAudiences,
  content: ProductMenuContent,
  visibleFrom: Instant,
): Promise<void> {
  const candidates = shownBy(content).map((shown, index) => ({ shown, pointer: `/locales/${index}` }))
  const faults = [
    ...(await brokenLinks(write, content)),
    ...(await unresolvedDisclaimers(write.tx, service, candidates, visibleFrom)),
  ]
  if (faults.length === 0) return
  throw refuse(
    'publish-guard-failed',
    'The menu cannot be published as it is. Fix every fault listed in `errors`.',
    { errors: faults },
  )
}

async function brokenLinks({ tx, at }: Write, content: ProductMenuContent): Promise<Fault[]> {
  const links = [...itemsWithPointers(content)].flatMap(({ item, pointer }) =>
    item.link ? [{ link: item.link, pointer: `${pointer}/link` }] : [],
  )
  const articles = links.flatMap(({ link }) => (link.type === 'article' ? [link.id] : []))
  const living = await filterLinkable(tx, [...new Set(articles)])
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
