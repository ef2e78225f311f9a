import { findPage, placeOf } from '../../src/articles/listing/find-page.ts'
import type { KeysetPosition } from '../../src/articles/listing/selection.ts'
import type { FoundRow } from '../../src/articles/listing/selection-queries.ts'
import { openSqlite } from '../../src/db/sqlite/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { everything } from '../../src/publishing/derived/terms.ts'
import { reading } from '../reading.ts'
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
    const all = { groups: [[everything]], excluded: [], published: {}, updated: {} }
    const selection = { at: clock.now(), sort: '-publishedAt', ...all } as const
    const read = (place: KeysetPosition | null) => findPage(reading(db), selection, place, pageSize + 1)
    const first = null
    let deep: KeysetPosition | null = null
    let page = 1
    for (; page < deepPage; page += 1) {
      const last: FoundRow | undefined = (await read(deep)).rows.at(pageSize - 1)
      if (!last) break
      const next = placeOf(selection.sort, last)
      // A page that is not full would look cheap.
      if ((await read(next)).rows.length < pageSize) break
      deep = next
    }
    const costs = { first: [] as number[], deep: [] as number[] }
    for (let round = 0; round < repeats; round += 1) {
      for (const [name, place] of [
        ['first', first],
        ['deep', deep],
      ] as const) {
        const startedAt = performance.now()
        await read(place)
        costs[name].push(1_000 * (performance.now() - startedAt))
      }
    }
    return { deepPage: page, first: toCosts(costs.first), deep: toCosts(costs.deep) }
  } finally {
    await db.close()
  }
}

/** Without the first half, in which the code is still being compiled. */
function toCosts(micros: readonly number[]): Costs {
  const warm = micros.slice(micros.length / 2)
  return { p50: quantile(warm, 0.5), p99: quantile(warm, 0.99) }
}
