import { createHash } from 'node:crypto'
import type { Database, Queries, StoreSnapshot } from '../../db/database.ts'
import { CommandFault, StoreFault } from '../../kernel/errors.ts'
import type { OnProgress } from '../../kernel/progress.ts'
import { derivables } from '../../kinds.ts'
import { countRows } from '../../publishing/derived/derivable.ts'
import { deriveWithin } from '../../publishing/derived/rebuild.ts'
import { eachRow } from '../batches.ts'
import { countOf } from '../verify/store.ts'
import * as store from './copy-store.ts'

/** Rows of one statement. */
const batch = 100

/**
 * Copies every row of a store into an empty one, keys and audit trail included, in one transaction. Both have the same
 * hashes afterwards: ids, times, tape and answers are the same. Derived data is made again and compared too. Throws a
 * `CommandFault` or `StoreFault`, and then has changed nothing. Returns the number of rows.
 */
export function copy(from: StoreSnapshot, to: Database, onProgress: OnProgress): Promise<number> {
  const work = async (tx: Queries): Promise<number> => {
    await requireCurrent(from)
    for (const table of store.copiedTables)
      if ((await countOf(tx, table)) > 0) throw new StoreFault('is not empty: a copy needs a new store')
    const rows = await copyRows(from.db, tx, onProgress)
    await store.forgetDerivations(tx)
    await deriveWithin(tx, derivables())
    for (const table of store.copiedTables)
      if ((await hashOf(tx, table)) !== rows.hashes.get(table))
        throw new CommandFault(`The copy of the table ${table} differs from its source.`)
    await store.takeState(tx, from.db)
    return rows.count
  }
  return to.write(({ tx }) => work(tx), { isLarge: true, isUndated: true })
}

async function requireCurrent({ db, missing }: StoreSnapshot): Promise<void> {
  let outdated = 0
  for (const derivable of derivables()) outdated += await countRows(db, derivable, false)
  if (missing.length > 0 || outdated > 0)
    throw new CommandFault(
      'The store to copy from is older than this program. Run the command migrate first.',
    )
}

async function copyRows(from: Queries, tx: Queries, onProgress: OnProgress) {
  const hashes = new Map<store.CopiedTable, string>()
  let total = 0
  for (const table of store.copiedTables) total += await countOf(from, table)
  let count = 0
  for (const table of store.copiedTables) {
    const hash = createHash('sha256')
    for (let last: store.Row | null = null; ; ) {
      const rows: store.Row[] = await store.nextRows(from, table, last, batch)
      if (rows.length === 0) break
      await store.insertRows(tx, table, rows)
      for (const row of rows) hash.update(store.rowHash(row))
      last = rows.at(-1) ?? null
      count += rows.length
      onProgress(count, total)
    }
    hashes.set(table, hash.digest('hex'))
  }
  return { hashes, count }
}

async function hashOf(db: Queries, table: store.CopiedTable): Promise<string> {
  const hash = createHash('sha256')
  for await (const row of eachRow<store.Row>((last) => store.nextRows(db, table, last, batch)))
    hash.update(store.rowHash(row))
  return hash.digest('hex')
}
