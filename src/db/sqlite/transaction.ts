import { setTimeout as sleep } from 'node:timers/promises'
import type Sqlite from 'better-sqlite3'
import { type CacheTag, epochsKept, everyTag } from '../cache-tags.ts'
import type { Commit, Queries } from '../database.ts'
import { queriesOn } from './executor.ts'
import { faultCode, toFault } from './faults.ts'

/** Queries on the writer that throw after `end`. */
export function openWrite(writer: Sqlite.Database): { tx: Queries; end(): void } {
  let isOpen = true
  const connection = () => {
    if (!isOpen) throw new Error('A write was used after it had ended.')
    return writer
  }
  return {
    tx: queriesOn({ connection }),
    end() {
      isOpen = false
    },
  }
}

export function commit(writer: Sqlite.Database): void {
  try {
    writer.prepare('commit').run()
  } catch (error) {
    throw toFault(error)
  }
}

/** An I/O fault may already have ended the transaction. Errors are dropped in favour of the one that led here. */
export function rollback(writer: Sqlite.Database): void {
  try {
    if (writer.inTransaction) writer.prepare('rollback').run()
  } catch {}
}

/**
 * Takes the write lock at once, and waits for it until the given time of `performance.now()`: a deferred transaction
 * could fail at its first write.
 */
export async function begin(writer: Sqlite.Database, until: number): Promise<void> {
  for (;;) {
    try {
      writer.prepare('begin immediate').run()
      return
    } catch (error) {
      if (faultCode(error) !== 'SQLITE_BUSY' || performance.now() > until) throw toFault(error)
      await sleep(20)
    }
  }
}

/**
 * Returns a query for the current epoch and the tags touched since an earlier one: `everyTag`, if the tags of that time
 * are no longer kept.
 */
export function createCommitQuery(writer: Sqlite.Database): (since: number) => Commit {
  const epochNow = writer.prepare<[], number>('select epoch from store_state').pluck()
  const touchedSince = writer
    .prepare<[number], CacheTag>('select distinct tag from touched_tag where epoch > ?')
    .pluck()
  return (since) => {
    const epoch = epochNow.get() ?? 0
    if (epoch === since) return { epoch, touched: [] }
    const isRemembered = epoch > since && epoch - since < epochsKept
    return { epoch, touched: isRemembered ? touchedSince.all(since) : [everyTag] }
  }
}
