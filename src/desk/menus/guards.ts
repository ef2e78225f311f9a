import type { Write } from '../../db/database.ts'
import type { ServedAudiences } from '../../disclaimers/gaps.ts'
import type { Fault } from '../../kernel/refusal.ts'
import type { ProductMenuContent } from '../../product-menus/schema.ts'
import { retiredFault } from '../../references/put.ts'
import * as references from '../../references/store.ts'
import type { Instant } from '../../values/time.ts'
import { requireFaultless, unresolvedDisclaimers } from '../documents/guard-faults.ts'
import { instrumentsIn, itemsWithPointers, shownBy } from './contents.ts'
import { filterLinkable } from './store.ts'

/**
 * Throws 422 `publish-guard-failed` or `retired-reference`, listing every fault, unless the menu's links to articles
 * and instruments resolve, none is retired, and each required disclaimer has a text in every language of the menu and jurisdiction served.
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
  requireFaultless(faults, 'menu')
}

async function brokenLinks({ tx, at }: Write, content: ProductMenuContent): Promise<Fault[]> {
  const links = [...itemsWithPointers(content)].flatMap(({ item, pointer }) =>
    item.link ? [{ link: item.link, pointer: `${pointer}/link` }] : [],
  )
  const articles = links.flatMap(({ link }) => (link.type === 'article' ? [link.id] : []))
  const living = await filterLinkable(tx, [...new Set(articles)])
  const instruments = new Map<string, { readonly retired?: boolean }>()
  for (const key of instrumentsIn(content)) {
    const found = await references.find(tx, 'instrument', key, at)
    if (found) instruments.set(key, JSON.parse(found.content))
  }
  return links.flatMap(({ link, pointer }): Fault[] => {
    if (link.type === 'article') return living.has(link.id) ? [] : [unknown(`${pointer}/id`)]
    if (link.type !== 'instrument') return []
    const found = instruments.get(link.key)
    if (!found) return [unknown(`${pointer}/key`)]
    return found.retired
      ? [retiredFault({ kind: 'instrument', key: link.key, pointer: `${pointer}/key` })]
      : []
  })
}

const unknown = (pointer: string): Fault => ({ pointer, code: 'unknown-reference', detail: 'does not exist' })
