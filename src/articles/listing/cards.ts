import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { View } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'
import type { ArticleTraits } from '../kind.ts'
import { readContents } from './card-store.ts'

/** What a list needs of a public version. */
export interface Card {
  /** The JSON object without its body and its disclaimers. */
  readonly content: Buffer
  /** Names the content by its SHA-256. */
  readonly digest: string
  readonly traits: ArticleTraits
}

/** The cards of public versions, remembered. */
export interface Cards {
  /** The cards of publications that were found public at the moment, by their ids. */
  read(view: View, ids: readonly string[], at: Instant): Promise<Map<string, Card>>
  /** Forgets all: to be called once another process may have made stored bytes again. `epoch` is the one then. */
  clear(epoch: number): void
}

const memoryBytes = 16 * 1024 ** 2
/** What a card takes beside its content and its traits, which as objects take about three times their text. */
const besideBytes = 512

/**
 * A version never changes, so after something was published a list is put together from what it held before and little
 * more.
 */
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
        // What an older view has read may be what was forgotten meanwhile.
        if (epoch >= clearedAt)
          cards.set(id, card, { size: content.length + 3 * traits.length + besideBytes })
        found.set(id, card)
      }
      return found
    },
    clear(epoch) {
      clearedAt = epoch
      cards.clear()
    },
  }
}
