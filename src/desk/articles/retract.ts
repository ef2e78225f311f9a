import type { z } from 'zod'
import { articleKind } from '../../articles/kind.ts'
import type { Write } from '../../db/database.ts'
import { retract } from '../../publishing/acts/retract.ts'
import { raiseChange } from '../../publishing/documents/documents.ts'
import { requireAllowed } from '../documents/document.ts'
import type { DeskArticle } from './kind.ts'
import type { RetractionOrder } from './notice-schema.ts'
import { articleWorkflow } from './workflow.ts'

/** Withholds an article permanently, at every moment, with a public notice. Throws 409. */
export async function retractArticle(
  write: Write,
  { id, situation }: DeskArticle,
  order: z.output<typeof RetractionOrder>,
): Promise<void> {
  requireAllowed(articleWorkflow, 'retract', situation)
  await retract(write, articleKind, { documentId: id, ...order })
  await raiseChange(write, id)
}
