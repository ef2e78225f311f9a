import type { Snapshot } from '../../db/sqlite/snapshot.ts'
import { openSnapshot } from '../../db/sqlite/snapshot.ts'
import { CommandFault, StoreFault } from '../../kernel/errors.ts'
import { headOf } from '../../publishing/tape/tape.ts'
import { fileFaults, storeState } from '../verify/store.ts'
import { makeWhole } from './files.ts'

/** Told how much of how much is done. */
export type OnProgress = (done: number, total: number) => void

/** What a backup holds: the store up to this instant and this place on the tape. */
export interface BackupOutcome {
  readonly instant: string
  readonly seq: number
}

/**
 * Copies a store as it is now into a file of its own, while others go on reading and writing it. The copy is looked
 * at before it takes its name; a backup that is broken off leaves no file of that name.
 */
export async function backup(
  storeFile: string,
  file: string,
  { force, onProgress }: { readonly force: boolean; readonly onProgress: OnProgress },
): Promise<BackupOutcome> {
  const snapshot = await openSnapshot(storeFile)
  try {
    return await makeWhole(file, force, async (temporary) => {
      await snapshot.copyTo(temporary, onProgress)
      return withSnapshot(temporary, checkCopy)
    })
  } finally {
    await snapshot.close()
  }
}

async function checkCopy({ db }: Snapshot): Promise<BackupOutcome> {
  const [fault] = await fileFaults(db)
  if (fault) throw new CommandFault(`The store is damaged, so there is no backup: ${fault}`)
  const { instant } = await storeState(db)
  return { instant, seq: (await headOf(db)).seq }
}

/** Opens a store's file for reading, and tells its name where it cannot be used. */
export async function withSnapshot<Result>(
  file: string,
  work: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> {
  const snapshot = await openSnapshot(file).catch((error) => {
    throw error instanceof StoreFault ? new CommandFault(`The file ${file} ${error.message}.`) : error
  })
  try {
    return await work(snapshot)
  } finally {
    await snapshot.close()
  }
}
