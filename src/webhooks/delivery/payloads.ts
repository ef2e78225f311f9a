import { LRUCache } from 'lru-cache'
import { articleBytes } from '../../articles/delivery/represent.ts'
import * as articles from '../../articles/delivery/store.ts'
import type { ArticleServices } from '../../articles/listing/services.ts'
import { collections, everyTag } from '../../db/cache-tags.ts'
import type { Database, Queries } from '../../db/database.ts'
import { createDisclaimers } from '../../disclaimers/resolver.ts'
import { withData } from '../../events/data.ts'
import { TapeEvent } from '../../events/schema.ts'
import type { Entry } from '../../events/store.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Config } from '../../kernel/config.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { createStableIntervals } from '../../publishing/tape/changes.ts'
import { readStored } from '../../values/stored.ts'
import type { Instant } from '../../values/time.ts'
import type { WebhookRow } from '../store.ts'

/** Bodies that are kept: many webhooks are told of an entry at the same time. */
const keptBytesMax = 16 * 1024 ** 2
const besideBytes = 256

interface Parts {
  readonly config: Config
  readonly db: Pick<Database, 'snapshot' | 'epoch' | 'onCommit'>
  readonly clock: Pick<Clock, 'now' | 'isCurrent'>
}

interface Kept {
  readonly body: Promise<{ readonly text: string; readonly until: Instant | null }>
  readonly epoch: number
}

type Payload = WebhookRow['payload']

/** Makes what a delivery says: the entry with what is public at the moment of the attempt, and nothing else. */
export type Payloads = (entry: Entry, payload: Payload) => Promise<string>

/** A body is made again once a write, or the moment of a change, could have altered it. */
export function createPayloads({ config, db, clock }: Parts): Payloads {
  const stableIntervalAt = createStableIntervals(db)
  const disclaimers = createDisclaimers(config)
  db.onCommit(({ epoch, touched }) => {
    if (touched.includes('disclaimers') || touched.includes(everyTag)) disclaimers.clear(epoch)
  })
  const kept = new LRUCache<string, Kept>({ maxSize: keptBytesMax })
  const make = (entry: Entry, payload: Payload) =>
    db.snapshot(async (queries, epoch) => {
      const at = clock.now()
      const view = { db: queries, epoch }
      const { since, until } = await stableIntervalAt(view, collections, at)
      const [event] = await withData(queries, [entry], at)
      const json = JSON.stringify(readStored(TapeEvent, event))
      if (payload === 'thin') return { text: json, until }
      const article = await articleOf({ config, disclaimers }, { ...view, since, at }, entry)
      return { text: `${json.slice(0, -1)},"article":${Buffer.concat(article)}}`, until }
    })
  return async (entry, payload) => {
    const name = `${entry.seq} ${payload}`
    const epoch = db.epoch()
    const known = kept.get(name)
    if (known && known.epoch === epoch && clock.isCurrent()) {
      const { text, until } = await known.body
      if (until === null || clock.now() < until) return text
    }
    const making = { body: make(entry, payload), epoch }
    kept.set(name, making, { size: besideBytes })
    try {
      const { text } = await making.body
      if (kept.peek(name) === making) kept.set(name, making, { size: 2 * text.length + besideBytes })
      return text
    } catch (error) {
      kept.delete(name)
      throw error
    }
  }
}

/** The article of an entry as `/v1/articles/{id}` gives it, in pieces; null where that gives none. */
async function articleOf(
  services: Pick<ArticleServices, 'config' | 'disclaimers'>,
  view: { readonly db: Queries; readonly epoch: number; readonly since: Instant; readonly at: Instant },
  { type, subject }: Entry,
): Promise<Buffer[]> {
  const row = type.startsWith('article.') ? await articles.find(view.db, subject, view.at) : undefined
  if (!row) return none
  try {
    return await articleBytes(services, row, { ...view, query: {} })
  } catch (error) {
    // Blocked, or without a disclaimer that it needs.
    if (error instanceof Refusal) return none
    throw error
  }
}

const none = [Buffer.from('null')]

/** The body of a test, which is of no entry. */
export const testBody = ({ id, payload }: WebhookRow, at: Instant): string =>
  JSON.stringify({
    seq: null,
    type: 'webhook.test',
    at,
    recordedAt: at,
    subject: id,
    version: null,
    data: null,
    ...(payload === 'full' && { article: null }),
  })
