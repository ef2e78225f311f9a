import { removeCompanions } from '../../db/sqlite/companions.ts'
import { type FileSnapshot, openFileSnapshot } from '../../db/sqlite/file-snapshot.ts'
import { CommandFault } from '../../kernel/errors.ts'
import type { OnProgress } from '../../kernel/progress.ts'
import { headOf } from '../../publishing/tape/tape.ts'
import { makeWhole } from '../files.ts'
import { storeState } from '../verify/store.ts'
import { withSnapshot } from '../with-snapshot.ts'

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
  const snapshot = await openFileSnapshot(storeFile)
  try {
    return await makeStore(file, force, async (temporary) => {
      await snapshot.copyTo(temporary, onProgress)
      return withSnapshot(temporary, openFileSnapshot(temporary), checkCopy)
    })
  } finally {
    await snapshot.close()
  }
}

/** Makes a store under a name that it takes as a whole, and leaves nothing beside it. */
export const makeStore = <Result>(
  file: string,
  force: boolean,
  make: (temporary: string) => Promise<Result>,
) =>
  makeWhole(file, force, async (temporary) => {
    try {
      return await make(temporary)
    } finally {
      removeCompanions(temporary)
    }
  })

async function checkCopy(snapshot: FileSnapshot): Promise<BackupOutcome> {
  const [damage] = await snapshot.damages()
  if (damage) throw new CommandFault(`The store is damaged, so there is no backup: ${damage}`)
  return extentOf(snapshot)
}

/** How far a store has come. */
export const extentOf = async ({ db }: FileSnapshot): Promise<BackupOutcome> => ({
  instant: (await storeState(db)).instant,
  seq: (await headOf(db)).seq,
})
