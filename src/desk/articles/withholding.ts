import type { z } from 'zod'
import { articleKind } from '../../articles/kind.ts'
import type { Write } from '../../db/database.ts'
import { hold, release } from '../../publishing/acts/hold.ts'
import { retract } from '../../publishing/acts/retract.ts'
import { raiseChange } from '../../publishing/documents/documents.ts'
import { requireAllowed } from '../documents/document.ts'
import type { DeskArticle } from './kind.ts'
import type { RetractionOrder } from './notice-schema.ts'
import { articleWorkflow } from './workflow.ts'

/** Withholds an article until it is released. Throws 409. */
export const holdArticle = (write: Write, article: DeskArticle, reason: string): Promise<void> =>
  perform(write, article, 'hold', () => hold(write, articleKind, { documentId: article.id, reason }))

/** Makes a held article public again. Throws 409. */
export const releaseArticle = (write: Write, article: DeskArticle): Promise<void> =>
  perform(write, article, 'release', () => release(write, articleKind, article.id))

/** Withholds an article permanently, at every moment, with a public notice. Throws 409. */
export const retractArticle = (
  write: Write,
  article: DeskArticle,
  order: z.output<typeof RetractionOrder>,
): Promise<void> =>
  perform(write, article, 'retract', () => retract(write, articleKind, { documentId: article.id, ...order }))

async function perform(
  write: Write,
  { id, situation }: DeskArticle,
  act: 'hold' | 'release' | 'retract',
  work: () => Promise<unknown>,
): Promise<void> {
  requireAllowed(articleWorkflow, act, situation)
  await work()
  await raiseChange(write, id)
}
