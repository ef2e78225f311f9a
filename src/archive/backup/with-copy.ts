import { existsSync } from 'node:fs'
import { removeStore } from '../../db/sqlite/companions.ts'
import { openFileSnapshot } from '../../db/sqlite/file-snapshot.ts'
import { nameBeside } from '../files.ts'
import { withSnapshot } from '../with-snapshot.ts'

/** Lets `work` try something on a copy of the store, whose file it gets and which is deleted afterwards. */
export async function withCopy(storeFile: string, work: (copy: string) => Promise<void>): Promise<void> {
  const copy = nameBeside(storeFile, 'dry-run')
  try {
    if (existsSync(storeFile))
      await withSnapshot(storeFile, openFileSnapshot(storeFile), (snapshot) =>
        snapshot.copyTo(copy, () => {}),
      )
    await work(copy)
  } finally {
    removeStore(copy)
  }
}
