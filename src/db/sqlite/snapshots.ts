import type { Database, Queries } from '../database.ts'
import { storageUnavailable } from '../faults.ts'
import { queriesOn } from './executor.ts'
import type { Reader, Readers } from './readers.ts'

export const createSnapshots =
  (readers: Readers, epoch: () => number): Database['snapshot'] =>
  async <Result>(work: (db: Queries, epoch: number) => Promise<Result>): Promise<Result> => {
    let joined: Reader | Promise<Reader> | null = null
    let isOver = false
    const databaseOf = (reader: Reader) => {
      requireOpen()
      if (reader.isLost) throw storageUnavailable(new Error('The transaction of the snapshot has been lost.'))
      return reader.database
    }
    const requireOpen = () => {
      if (isOver) throw new Error('A snapshot was used after its work had ended.')
    }
    const db = queriesOn({
      connection() {
        requireOpen()
        joined ??= readers.join()
        return joined instanceof Promise ? joined.then(databaseOf) : databaseOf(joined)
      },
      onFault: () => readers.check(),
    })
    try {
      return await work(db, epoch())
    } finally {
      isOver = true
      const reader = joined as Reader | Promise<Reader> | null
      if (reader instanceof Promise) void reader.then((come) => readers.leave(come))
      else if (reader) readers.leave(reader)
    }
  }
