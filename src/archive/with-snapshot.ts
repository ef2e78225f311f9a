import type { StoreSnapshot } from '../db/database.ts'
import { CommandFault, StoreFault } from '../kernel/errors.ts'

/** Runs `work` on a snapshot and closes it afterwards. `subject` names the store in the error if it cannot be opened. */
export async function withSnapshot<Opened extends StoreSnapshot, Result>(
  subject: string,
  opening: Promise<Opened>,
  work: (snapshot: Opened) => Promise<Result>,
): Promise<Result> {
  const snapshot = await opening.catch((error) => {
    throw error instanceof StoreFault ? new CommandFault(`${subject} ${error.message}.`) : error
  })
  try {
    return await work(snapshot)
  } finally {
    await snapshot.close()
  }
}
