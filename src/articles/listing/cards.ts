import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Database } from '../../db/database.ts'
import type { Instant } from '../../values/time.ts'
import type { ArticleFacts } from '../kind.ts'
import { readContents } from './card-store.ts'

/** What a list needs of a public version. */
export interface Card {
  /** The JSON object without its body and its disclaimers. */
  readonly content: Buffer
  /** Names the content by its SHA-256. */
  readonly digest: string
  readonly facts: ArticleFacts
}

interface Memory {
  readonly foreignWrites: number
  readonly cards: LRUCache<string, Card>
}

const memories = new WeakMap<Database, Memory>()
const memoryBytes = 16 * 1024 ** 2
/** What a card takes beside its content and its facts, which as objects take about three times their text. */
const besideBytes = 512

/**
 * The cards of publications that were found public at the moment, by their ids. They are remembered: a version never
 * changes, so after something was published a list is put together from what it held before and little more. Only
 * another process may render a version anew, so a write of such a one ends the memory.
 */
export async function readCards(
  db: Database,
  ids: readonly string[],
  at: Instant,
): Promise<Map<string, Card>> {
  const { cards } = memoryOf(db)
  const found = new Map<string, Card>()
  const missing: string[] = []
  for (const id of ids) {
    const card = cards.get(id)
    if (card) found.set(id, card)
    else missing.push(id)
  }
  for (const { id, content, facts } of await readContents(db.read, missing, at)) {
    const card: Card = { content, digest: hash('sha256', content, 'base64url'), facts: JSON.parse(facts) }
    cards.set(id, card, { size: content.length + 3 * facts.length + besideBytes })
    found.set(id, card)
  }
  return found
}

function memoryOf(db: Database): Memory {
  const foreignWrites = db.foreignWrites()
  const known = memories.get(db)
  if (known?.foreignWrites === foreignWrites) return known
  const cards = new LRUCache<string, Card>({ maxSize: memoryBytes })
  const memory = { foreignWrites, cards }
  memories.set(db, memory)
  return memory
}
