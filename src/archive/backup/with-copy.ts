import { removeStore } from '../../db/sqlite/companions.ts'
import { openFileSnapshot } from '../../db/sqlite/file-snapshot.ts'
import { createTemporary } from '../files.ts'

/** Lets `work` try something on a copy of the store, whose file it gets and which is deleted afterwards. */
export const withCopy = (storeFile: string, work: (copy: string) => Promise<void>): Promise<void> =>
  withTemporaryStore(storeFile, async (copy) => {
    const snapshot = await openFileSnapshot(storeFile)
    await snapshot.copyTo(copy, () => {}).finally(() => snapshot.close())
    await work(copy)
  })

/** Lets `work` use an empty file beside the given one, which is deleted afterwards as the store that it has become. */
export async function withTemporaryStore(
  beside: string,
  work: (file: string) => Promise<void>,
): Promise<void> {
  const file = createTemporary(beside, 'dry-run')
  try {
    await work(file)
  } finally {
    removeStore(file)
  }
}
