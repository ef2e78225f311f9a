import type { Queries } from '../../db/database.ts'
import { CommandFault, StoreFault } from '../../kernel/errors.ts'
import { derivables, kinds } from '../../kinds.ts'
import { deriveWithin, reasonOf } from '../../publishing/derived/rebuild.ts'
import { claimName } from '../../publishing/documents/documents.ts'
import { readStored } from '../../values/stored.ts'
import { eachRevision } from '../verify/documents.ts'

/** Rebuilds what an exact export omits: names and all derived data. Throws a `CommandFault` if that fails. */
export async function derive(tx: Queries): Promise<void> {
  try {
    await claimNames(tx)
    await deriveWithin(tx, derivables())
  } catch (error) {
    if (error instanceof StoreFault) throw new CommandFault(`The export cannot be used: it ${error.message}.`)
    throw error
  }
}

async function claimNames(tx: Queries): Promise<void> {
  for await (const row of eachRevision(tx)) {
    // Discarded documents have freed their names.
    if (row.discarded_at !== null) continue
    const kind = kinds[row.kind]
    try {
      await claimName(tx, kind, row.document_id, readStored(kind.content, JSON.parse(row.content)))
    } catch (error) {
      const reason = reasonOf(error)
      if (reason === null) throw error
      throw new StoreFault(
        `contains ${row.document_id}, whose revision ${row.revision} is invalid: ${reason}`,
      )
    }
  }
}
