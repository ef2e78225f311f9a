import { articleAt } from '../../seeds/synthetic/article.ts'
import { countFacets, facetNames } from '../../src/articles/listing/facets.ts'
import { findPage, findSelected } from '../../src/articles/listing/find-page.ts'
import type { Selection } from '../../src/articles/listing/selection.ts'
import type { Queries } from '../../src/db/database.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { createPacer } from '../../src/kernel/pacer.ts'
import { everything } from '../../src/publishing/derived/terms.ts'
import { parseQuery } from '../../src/search/query.ts'
import { reading } from '../reading.ts'
import { quantile } from './table.ts'

const pageSize = 20

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
  beginnings: ['co*', 'sh*', 'comp*', 'share* reve*', '12*', 'unter* ge*', '市*'],
  exclusions: ['shares -company', 'the -of', 'company -company', 'aktien -der -die'],
  'words that never meet': ['the der', 'company unternehmen', '"the the" der', 'shares und les'],
}

type Read = (db: Queries, selection: Selection) => Promise<unknown>

/** What is read of each search, and how often. */
const reads: Readonly<Record<string, { readonly repeats: number; readonly read: Read }>> = {
  'newest first': { repeats: 20, read: (db, selection) => findPage(db, selection, null, pageSize + 1) },
  'by relevance': {
    repeats: 20,
    read: (db, selection) => findPage(db, { ...selection, isByRelevance: true }, null, pageSize + 1),
  },
  'total and facets': {
    repeats: 5,
    read: async (db, selection) => {
      const { ids } = await findSelected(db, selection)
      return countFacets(createPacer(), db, ids, facetNames, selection.at)
    },
  },
}

export interface SearchCosts {
  readonly read: string
  readonly name: string
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/** What searches cost in process, in milliseconds; the first of each is not counted. */
export async function measureSearching(databaseFile: string, articles: number): Promise<SearchCosts[]> {
  const clock = createClock()
  const db = await openSqlite(databaseFile, clock)
  try {
    const all = { groups: [[everything]], excluded: [], published: {}, updated: {} }
    const selection = { at: clock.now(), sort: '-publishedAt', ...all } as const
    const headlines = Array.from({ length: 8 }, (_, at) => {
      const index = (at * 7_919) % articles
      return articleAt({ index, size: 'small', publishedAt: 0 }).headline
    })
    const costs: SearchCosts[] = []
    for (const [read, one] of Object.entries(reads)) {
      const times: number[] = []
      for (const [name, queries] of Object.entries({ ...asked, headlines })) {
        const own: number[] = []
        for (const q of queries)
          own.push(...(await timesOf(one, reading(db), { ...selection, search: parseQuery(q) })))
        costs.push({ read, name, ...toCosts(own) })
        times.push(...own)
      }
      costs.push({ read, name: 'all of these', ...toCosts(times) })
    }
    return costs
  } finally {
    await db.close()
  }
}

async function timesOf(
  { read, repeats }: (typeof reads)[string],
  db: Queries,
  selection: Selection,
): Promise<number[]> {
  const times: number[] = []
  for (let round = 0; round <= repeats; round += 1) {
    const startedAt = performance.now()
    await read(db, selection)
    if (round > 0) times.push(performance.now() - startedAt)
  }
  return times
}

export const toCosts = (times: readonly number[]) => ({
  p50: quantile(times, 0.5),
  p99: quantile(times, 0.99),
  max: Math.max(...times),
})
