import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { View } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'
import type { ArticleTraits } from '../kind.ts'
import { readContents } from './card-store.ts'

/** The part of a public version that a list needs. */
export interface Card {
  /** The JSON object without its body and its disclaimers. */
  readonly content: Buffer
  /** SHA-256 of the content, for entity tags. */
  readonly digest: string
  readonly traits: ArticleTraits
}

/** Cache of the cards of public versions. */
export interface Cards {
  /** Cards by publication id. Pass only ids that are public at the moment: cached cards are not checked again. */
  read(view: View, ids: readonly string[], at: Instant): Promise<Map<string, Card>>
  /** Bytes of the content of a cached card. */
  sizeOf(id: string): number | undefined
  /** Clears the cache; needed once renditions may have been rebuilt. `epoch` is the current one. */
  clear(epoch: number): void
}

const memoryBytes = 16 * 1024 ** 2
/** Memory of a card beyond content and traits; parsed traits take about three times their text. */
const besideBytes = 512

/** An LRU cache of 16 MiB. A version never changes, so after a publication lists reload only the new cards. */
export function createCards(): Cards {
  const cards = new LRUCache<string, Card>({ maxSize: memoryBytes })
  let clearedAt = 0
  return {
    async read({ db, epoch }, ids, at) {
      const found = new Map<string, Card>()
      const missing: string[] = []
      for (const id of ids) {
        const card = cards.get(id)
        if (card) found.set(id, card)
        else missing.push(id)
      }
      for (const { id, content, traits } of await readContents(db, missing, at)) {
        const card: Card = {
          content,
          digest: hash('sha256', content, 'base64url'),
          traits: JSON.parse(traits),
        }
        // A view older than the last clear() may have read stale rows.
        if (epoch >= clearedAt)
          cards.set(id, card, { size: content.length + 3 * traits.length + besideBytes })
        found.set(id, card)
      }
      return found
    },
    sizeOf: (id) => cards.peek(id)?.content.length,
    clear(epoch) {
      clearedAt = epoch
      cards.clear()
    },
  }
}
