import type { Write } from '../../db/database.ts'
import { readBody } from '../../http/json/invalid-body.ts'
import { refuse } from '../../kernel/refusal.ts'
import { addRevision, createDocument, raiseChange } from '../../publishing/documents/documents.ts'
import { mergePatch } from '../../values/merge-patch.ts'
import { type DeskDocument, requireAllowed } from './document.ts'
import type { DeskKind } from './kind.ts'
import { markDiscarded } from './store.ts'

/** Creates a document with its first revision. Throws 409 `slug-taken` and `external-id-taken`. */
export async function createDraft<Content>(
  write: Write,
  kind: DeskKind<Content>,
  author: string,
  draft: unknown,
): Promise<{
  readonly id: string
  readonly revision: number
  readonly content: Content
  readonly stored: string
}> {
  const content = await kind.contentFrom(write.tx, draft)
  const id = await createDocument(write, kind, content, author)
  return { id, revision: 1, content, stored: JSON.stringify(content) }
}

/**
 * Applies a merge patch to the newest revision and adds the result as a revision, unless nothing changed. Throws 409
 * `state-conflict`, `slug-taken` and `external-id-taken`, 400 `invalid-body` with every invalid field, and 422
 * `invalid-content` if a fixed name would change or the kind refuses the edit.
 */
export async function editDocument<Content>(
  write: Write,
  kind: DeskKind<Content>,
  author: string,
  { id, content: before, situation }: DeskDocument<Content>,
  patch: unknown,
): Promise<void> {
  requireAllowed(kind.workflow, 'patch', situation)
  const content = readBody(kind.content, mergePatch(before, patch))
  if (kind.fixed.length > 0 && !hasSameName(kind, before, content)) throw nameFixed(kind.fixed)
  if (JSON.stringify(content) === JSON.stringify(before)) return
  await kind.requireEditable?.(write.tx, id, content, before)
  await addRevision(write, kind, id, content, author)
}

function hasSameName<Content>(kind: DeskKind<Content>, before: Content, after: Content): boolean {
  const [one, other] = [kind.nameOf(before), kind.nameOf(after)]
  return one.name === other.name && one.locale === other.locale
}

const nameFixed = (fields: readonly string[]) =>
  refuse('invalid-content', 'The name of a document is fixed. Create another document instead.', {
    errors: fields.map((field) => ({
      pointer: `/${field}`,
      code: 'fixed',
      detail: 'is part of the fixed name of the document',
    })),
  })

/** Discards a document that was never public, and frees its names and external id. Throws 409. */
export async function discardDocument<Content>(
  write: Write,
  { workflow }: DeskKind<Content>,
  { id, situation }: DeskDocument<Content>,
): Promise<void> {
  requireAllowed(workflow, 'discard', situation)
  await markDiscarded(write, id)
  await raiseChange(write, id)
}
