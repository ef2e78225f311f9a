import { type ArticleRow, listNewest, newestPlace, type Place } from '../../src/articles/store.ts'
import { createClock } from '../../src/clock.ts'
import { openSqlite } from '../../src/db/sqlite.ts'
import { quantile } from './table.ts'

const pageSize = 20
const deepPage = 1_000
const repeats = 400

/** What a page of the list costs in process, in microseconds: the first one, and one far behind it. */
export interface PagingCosts {
  /** Number of the page that lies behind; lower where the store has fewer. */
  readonly deepPage: number
  readonly first: Costs
  readonly deep: Costs
}

interface Costs {
  readonly p50: number
  readonly p99: number
}

/** Walks by cursor to a page far behind, then reads it and the first one in turn. */
export async function measurePaging(databaseFile: string): Promise<PagingCosts> {
  const clock = createClock()
  const db = await openSqlite(databaseFile, clock)
  try {
    const at = clock.now()
    const first = newestPlace(at)
    let deep: Place = first
    let page = 1
    for (; page < deepPage; page += 1) {
      const last = (await listNewest(db.read, at, deep, pageSize + 1)).at(pageSize - 1)
      // A page that is not full would look cheap.
      if (!last || (await listNewest(db.read, at, placeOf(last), pageSize + 1)).length < pageSize) break
      deep = placeOf(last)
    }
    const costs = { first: [] as number[], deep: [] as number[] }
    for (let round = 0; round < repeats; round += 1) {
      for (const [name, place] of [
        ['first', first],
        ['deep', deep],
      ] as const) {
        const startedAt = performance.now()
        await listNewest(db.read, at, place, pageSize + 1)
        costs[name].push(1_000 * (performance.now() - startedAt))
      }
    }
    return { deepPage: page, first: toCosts(costs.first), deep: toCosts(costs.deep) }
  } finally {
    await db.close()
  }
}

const placeOf = (row: ArticleRow): Place => ({ publishedAt: row.published_at, id: row.document_id })

/** Without the first half, in which the code is still being compiled. */
function toCosts(micros: readonly number[]): Costs {
  const warm = micros.slice(micros.length / 2)
  return { p50: quantile(warm, 0.5), p99: quantile(warm, 0.99) }
}
