import type { Database, Queries } from '../database.ts'
import { storageUnavailable } from '../faults.ts'
import { queriesOn } from './executor.ts'
import type { Reader, Readers } from './readers.ts'

export const createSnapshots =
  (readers: Readers, epoch: () => number): Database['snapshot'] =>
  async <Result>(work: (db: Queries, epoch: number) => Promise<Result>): Promise<Result> => {
    let reader: Reader | undefined
    let isOver = false
    const db = queriesOn({
      connection() {
        if (isOver) throw new Error('A snapshot was used after its work had ended.')
        reader ??= readers.join()
        if (reader.isLost)
          throw storageUnavailable(new Error('The transaction of the snapshot has been lost.'))
        return reader.database
      },
      onFault: () => reader && readers.markIfLost(reader),
    })
    try {
      return await work(db, epoch())
    } finally {
      isOver = true
      if (reader) readers.leave(reader)
    }
  }
