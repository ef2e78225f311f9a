import { removeStore } from '../../db/sqlite/companions.ts'
import { openFileSnapshot } from '../../db/sqlite/file-snapshot.ts'
import { createTemporary } from '../files.ts'

/** Lets `work` try something on a copy of the store, whose file it gets and which is deleted afterwards. */
export async function withCopy(storeFile: string, work: (copy: string) => Promise<void>): Promise<void> {
  const snapshot = await openFileSnapshot(storeFile)
  const copy = createTemporary(storeFile, 'dry-run')
  try {
    await snapshot.copyTo(copy, () => {}).finally(() => snapshot.close())
    await work(copy)
  } finally {
    removeStore(copy)
  }
}
