import { removeCompanions } from '../../db/sqlite/companions.ts'
import { type FileSnapshot, openFileSnapshot } from '../../db/sqlite/file-snapshot.ts'
import { CommandFault } from '../../kernel/errors.ts'
import type { OnProgress } from '../../kernel/progress.ts'
import { headOf } from '../../publishing/tape/tape.ts'
import { requireOtherFile, writeAtomically } from '../files.ts'
import { storeState } from '../verify/store.ts'
import { withSnapshot } from '../with-snapshot.ts'

/** Extent of a backup: its last instant and the head of its tape. */
export interface BackupOutcome {
  readonly instant: string
  readonly seq: number
}

/**
 * Copies a snapshot of a store to a file while others read and write the store. The copy is checked before it is
 * renamed to `file`; an interrupted backup leaves no file of that name.
 */
export async function backup(
  storeFile: string,
  file: string,
  { force, onProgress }: { readonly force: boolean; readonly onProgress: OnProgress },
): Promise<BackupOutcome> {
  const snapshot = await openFileSnapshot(storeFile)
  try {
    requireOtherFile(file, snapshot.files)
    return await createStoreAtomically(file, force, async (temporary) => {
      await snapshot.copyTo(temporary, onProgress)
      return withSnapshot(`The file ${temporary}`, openFileSnapshot(temporary), checkCopy)
    })
  } finally {
    await snapshot.close()
  }
}

/** Creates a store file atomically, and leaves no WAL or temporary files beside it. */
export const createStoreAtomically = <Result>(
  file: string,
  force: boolean,
  make: (temporary: string) => Promise<Result>,
) =>
  writeAtomically(file, force, async (temporary) => {
    try {
      return await make(temporary)
    } finally {
      removeCompanions(temporary)
    }
  })

async function checkCopy(snapshot: FileSnapshot): Promise<BackupOutcome> {
  const [damage] = await snapshot.damages()
  if (damage) throw new CommandFault(`The store is damaged, so no backup was made: ${damage}`)
  return extentOf(snapshot)
}

export const extentOf = async ({ db }: FileSnapshot): Promise<BackupOutcome> => ({
  instant: (await storeState(db)).instant,
  seq: (await headOf(db)).seq,
})
