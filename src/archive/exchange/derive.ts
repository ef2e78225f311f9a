import { z } from 'zod'
import type { Queries } from '../../db/database.ts'
import { ConstraintFault } from '../../db/faults.ts'
import { isStoreProblem } from '../../db/problems.ts'
import { CommandFault } from '../../kernel/errors.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { renditionOf, storeRendition } from '../../publishing/derived/rendition.ts'
import { addTerms } from '../../publishing/derived/terms.ts'
import { claimName } from '../../publishing/documents/documents.ts'
import { kinds } from '../../slices.ts'
import { besideReference, readReference } from '../reference-kinds.ts'
import { eachRevision } from '../verify/documents.ts'
import { eachPublication, plainPublication } from '../verify/publications.ts'
import { eachReference } from '../verify/references.ts'
import { insertBeside } from './import-store.ts'

/**
 * Makes what an exact export leaves out: names, what references are found by, the bytes and terms of publications.
 * Throws a `CommandFault` where it cannot be made.
 */
export async function derive(tx: Queries): Promise<void> {
  for await (const row of eachReference(tx))
    await attempt(`${row.kind}/${row.key}`, () =>
      insertBeside(tx, besideReference(readReference[row.kind](JSON.parse(row.content)), row)),
    )
  for await (const row of eachRevision(tx)) {
    // What was given up has freed its names.
    if (row.discarded_at !== null) continue
    const kind = kinds[row.kind]
    await attempt(`${row.document_id} revision ${row.revision}`, () =>
      claimName(tx, kind, row.document_id, kind.content.parse(JSON.parse(row.content))),
    )
  }
  for await (const row of eachPublication(tx)) {
    const kind = kinds[row.kind]
    const publication = plainPublication(row)
    await attempt(row.id, async () => {
      const content = kind.content.parse(JSON.parse(row.source))
      await storeRendition(tx, row.id, await renditionOf(tx, kind, publication, content))
      await addTerms(tx, publication, kind.termsOf(content))
    })
  }
}

async function attempt(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const reason = reasonOf(error)
    if (reason === null) throw error
    throw new CommandFault(`The export cannot be used: ${what}: ${reason}`)
  }
}

/** Null for what is no fault of the export. */
function reasonOf(error: unknown): string | null {
  if (error instanceof z.ZodError) return `${error.issues[0]?.path.join('/')} ${error.issues[0]?.message}`
  if (error instanceof ConstraintFault) return error.message
  return error instanceof Refusal && !isStoreProblem(error) ? error.message : null
}
