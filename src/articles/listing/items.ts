import type { View } from '../../db/database.ts'
import type { ResolvedDisclaimers } from '../../disclaimers/resolution-cache.ts'
import type { Item } from '../../http/parameters/envelope.ts'
import { pageBytesMax } from '../../http/parameters/page.ts'
import type { SearchQuery } from '../../search/query.ts'
import type { Instant } from '../../values/time.ts'
import { articleJson, type BodyForm, bodyJson, type Shape } from '../article-json.ts'
import { readSizes } from './card-store.ts'
import type { Card, Cards } from './cards.ts'
import { highlightsOf } from './search/highlights.ts'
import type { ArticleServices } from './services.ts'

/** Bytes of stored JSON that are read for a page, which takes 10 ms; rendered, it may have a quarter of them. */
const storedBytesMax = 4 * pageBytesMax

/** The first of the ids, as many as are read for a page: 100 articles with their bodies may have 100 MiB. */
export async function withinBytes(
  cards: Cards,
  { db }: View,
  ids: readonly string[],
  form: BodyForm,
  at: Instant,
): Promise<readonly string[]> {
  const isKnown = form === 'none' && ids.every((id) => cards.sizeOf(id) !== undefined)
  const sizes = new Map((isKnown ? [] : await readSizes(db, ids, at)).map((row) => [row.id, row]))
  let bytes = 0
  const last = ids.findIndex((id) => {
    const row = sizes.get(id)
    bytes += (cards.sizeOf(id) ?? row?.content ?? 0) + (form === 'none' ? 0 : (row?.body ?? 0))
    return bytes >= storedBytesMax
  })
  return last === -1 ? ids : ids.slice(0, last + 1)
}

/** An article of a page, and the disclaimers that are shown with it. */
export interface Shown {
  /** Id of the publication. */
  readonly id: string
  readonly card: Card
  /** The blocks; null if they are not asked for, or not needed. */
  readonly body: Buffer | null
  /** The body in the requested form, if it is cached. */
  readonly rendered: Buffer | undefined
  /** The blocks for highlights. */
  readonly searched: Buffer | null
  /** Further fields of the item. */
  readonly more?: object | undefined
  readonly legal: ResolvedDisclaimers
}

/** The JSON of the body of an article in the form that the page was read with; null if that is none. */
export const bodyOf = async (
  { bodies }: Pick<ArticleServices, 'bodies'>,
  { id, body, rendered }: Shown,
  form: BodyForm,
  epoch: number,
): Promise<Buffer | null> =>
  rendered ?? bodyJson(body, form, (blocks, form) => bodies.read({ id, body: blocks }, form, epoch))

/** The JSON of the articles that the page holds, made in as many ticks as it takes. `epoch` is that of the snapshot. */
export async function toItems(
  services: ArticleServices,
  shown: readonly Shown[],
  shape: Shape,
  epoch: number,
  search?: SearchQuery,
): Promise<Item[]> {
  const { pacer } = services
  const items: Item[] = []
  const isAsStored = shape.form === 'none' && !shape.fields && !search
  let bytes = 0
  for (const one of shown) {
    if (bytes >= pageBytesMax) break
    if (!isAsStored && pacer.isSpent()) await pacer.turn()
    const { card, searched, more } = one
    const { references } = one.legal
    const value = await bodyOf(services, one, shape.form, epoch)
    const added = search ? { highlights: highlightsOf(card.content, searched, search), ...more } : more
    const pieces = articleJson(card.content, value, references, shape, added)
    bytes += pieces.reduce((sum, piece) => sum + piece.length, 0)
    items.push({
      pieces,
      // Only if the pieces are sent exactly as they were hashed.
      digest: isAsStored && !added ? card.digest + references.digest : null,
    })
  }
  // Concatenating and hashing 4 MiB takes 10 ms.
  if (!isAsStored && pacer.isSpent()) await pacer.turn()
  return items
}
