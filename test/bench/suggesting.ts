import { createCards } from '../../src/articles/listing/cards.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createDisclaimers } from '../../src/disclaimers/resolver.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { createPopularity } from '../../src/suggestions/popularity.ts'
import { suggest } from '../../src/suggestions/suggest.ts'
import { reading } from '../reading.ts'
import { type SearchCosts, toCosts } from './searching.ts'

/** What somebody may have typed, from one letter to a headline, and what is nowhere or never together. */
const asked: Readonly<Record<string, readonly string[]>> = {
  'one letter': [...'abcdefghijklmnopqrstuvwxyz0123456789', '株', '公', '시', 'х'],
  beginnings: ['sh', 'co', 'pal', 'comp', 'unter', 'raises', 'frankf', '市场', 'ティー'],
  'words and a beginning': [
    'kestrel en',
    'shares of s',
    'the c',
    'aktien der k',
    'revenue up 1',
    'the der q',
  ],
  'what is nowhere': ['zzzz', 'qx', 'xylophonist', 'the zzzz'],
}
const repeats = 20

/** What suggestions cost in process, in milliseconds; the first answer to each is not counted. */
export async function measureSuggesting(databaseFile: string): Promise<SearchCosts[]> {
  const clock = createClock()
  const store = await openSqlite(databaseFile, clock)
  const config = { defaultJurisdiction: null, defaultLocale: 'en' }
  const services = {
    config,
    cards: createCards(),
    disclaimers: createDisclaimers(config),
    popularity: createPopularity(),
  }
  const at = clock.now()
  const view = { db: reading(store), epoch: store.epoch(), at, since: at }
  try {
    const costs: SearchCosts[] = []
    for (const [name, queries] of Object.entries(asked)) {
      const times: number[] = []
      for (const q of queries) {
        for (let round = 0; round <= repeats; round += 1) {
          const startedAt = performance.now()
          await suggest(services, view, { q, limit: 5 })
          if (round > 0) times.push(performance.now() - startedAt)
        }
      }
      costs.push({ read: 'suggestions', name, ...toCosts(times) })
    }
    return costs
  } finally {
    await store.close()
  }
}
