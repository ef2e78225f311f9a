import { articleAt } from '../../seeds/synthetic/article.ts'
import { findPage } from '../../src/articles/listing/find-page.ts'
import type { Selection } from '../../src/articles/listing/selection.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { everything } from '../../src/publishing/derived/terms.ts'
import { parseQuery } from '../../src/search/query.ts'
import { reading } from '../reading.ts'
import { quantile } from './table.ts'

const pageSize = 20
const repeats = 20

/** What readers ask for, from names to what no index likes: words that are everywhere, or that never meet. */
const asked: Readonly<Record<string, readonly string[]>> = {
  'frequent words': ['company', 'shares', 'the', 'und', 'market of the', 'aktien der', '公司', '株'],
  'words and names': [
    'frankfurt revenue',
    'copper prices',
    'london shares slip',
    'umsatz madrid',
    'tokyo 株価',
  ],
  phrases: ['"raises forecast"', '"people familiar with the matter"', '"of the"', '"the the"'],
  beginnings: ['co*', 'sh*', 'comp*', '12*', 'unter* ge*', '市*'],
  exclusions: ['shares -company', 'the -of', 'company -company', 'aktien -der -die'],
  'words that never meet': ['the der', 'company unternehmen', '"the the" der', 'shares und les'],
}

export interface SearchCosts {
  readonly name: string
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** What the first page of a search costs in process, newest first, in milliseconds; the first of each search is not counted. */
export async function measureSearching(databaseFile: string, articles: number): Promise<SearchCosts[]> {
  const clock = createClock()
  const db = await openSqlite(databaseFile, clock)
  try {
    const selection = (q: string): Selection => ({
      ...{
        at: clock.now(),
        sort: '-publishedAt',
        groups: [[everything]],
        excluded: [],
        published: {},
        updated: {},
      },
      search: parseQuery(q),
    })
    const headlines = Array.from({ length: 8 }, (_, at) => {
      const index = (at * 7_919) % articles
      return articleAt({ index, size: 'small', publishedAt: 0 }).headline
    })
    const costs: SearchCosts[] = []
    for (const [name, queries] of Object.entries({ ...asked, headlines })) {
      const times: number[] = []
      for (const q of queries) {
        for (let round = 0; round <= repeats; round += 1) {
          const startedAt = performance.now()
          await findPage(reading(db), selection(q), null, pageSize + 1)
          if (round > 0) times.push(performance.now() - startedAt)
        }
      }
      costs.push({ name, p50: quantile(times, 0.5), p99: quantile(times, 0.99), max: Math.max(...times) })
    }
    return costs
  } finally {
    await db.close()
  }
}
