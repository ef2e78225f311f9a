import { articleKind } from '../../articles/kind.ts'
import type { Write } from '../../db/database.ts'
import { hold, release } from '../../publishing/acts/hold.ts'
import { raiseChange } from '../../publishing/documents/documents.ts'
import { requireAllowed } from '../documents/document.ts'
import type { DeskArticle } from './kind.ts'
import { articleWorkflow } from './workflow.ts'

export async function holdArticle(
  write: Write,
  { id, situation }: DeskArticle,
  reason: string,
): Promise<void> {
  requireAllowed(articleWorkflow, 'hold', situation)
  await hold(write, articleKind, { documentId: id, reason })
  await raiseChange(write, id)
}

export async function releaseArticle(write: Write, { id, situation }: DeskArticle): Promise<void> {
  requireAllowed(articleWorkflow, 'release', situation)
  await release(write, articleKind, id)
  await raiseChange(write, id)
}
