import type { Write } from '../../db/database.ts'
import type { PublicationRow } from '../../db/tables.ts'
import { faultsOf } from '../../kernel/faults.ts'
import { refuse } from '../../kernel/refusal.ts'
import { newId } from '../../values/ids.ts'
import { mergePatch } from '../../values/merge-patch.ts'
import { plainly } from '../../values/plain.ts'
import { addRevision, contentOf } from '../documents/documents.ts'
import * as publications from '../documents/publications.ts'
import type { Kind } from '../kind.ts'
import { requireNothingPending, requireVisible } from './invariants.ts'
import { complete, insert } from './publish.ts'

export const correctionKinds = ['correction', 'clarification'] as const
export const severities = ['minor', 'material'] as const

export interface CorrectionOrder {
  readonly documentId: string
  readonly kind: (typeof correctionKinds)[number]
  readonly severity: (typeof severities)[number]
  /** Key of the corrected block, if it was a single one. */
  readonly blockKey: string | null
  readonly was: string
  readonly is: string
  /** Public notice. */
  readonly note: string
  /** JSON merge patch (RFC 7396) of the content of the public version. */
  readonly patch: unknown
  /** Author of the corrected revision; `system` by default. */
  readonly author?: string
}

/**
 * Publishes a corrected version at once, with its public notice. The patch applies to the public revision, so newer
 * unpublished edits are not included. The expiry is kept. `check` can refuse the corrected content.
 *
 * Throws 409 `state-conflict` unless the article is visible, 409 `publication-pending`, and 422 `invalid-content` if
 * the patched content breaks the schema.
 */
export async function correct<Content>(
  write: Write,
  kind: Kind<Content>,
  order: CorrectionOrder,
  check: (content: Content, before: Content) => Promise<void> = async () => {},
): Promise<PublicationRow> {
  const current = await publications.newest(write.tx, order.documentId)
  requireNothingPending(current, write.at)
  requireVisible(current, write.at)
  const before = await contentOf(write.tx, kind, order.documentId, current.revision)
  const content = patched(kind, before, order.patch)
  await check(content, before)
  const revision = await addRevision(write, kind, order.documentId, content, order.author)
  const publication = await insert(write, kind, content, {
    documentId: order.documentId,
    revision,
    visibleFrom: write.at,
    expiresAt: current.expires_at,
    signal: order.kind,
  })
  await record(write, publication, order)
  return complete(write, kind, publication, content)
}

function patched<Content>(kind: Kind<Content>, content: Content, patch: unknown): Content {
  const result = kind.content.safeParse(mergePatch(content, patch), { error: plainly })
  if (result.success) return result.data
  const errors = faultsOf(result.error.issues, 'invalid-content', '/patch')
  throw refuse('invalid-content', 'The article would be invalid after the patch: see `errors`.', { errors })
}

/** Must run before rendering, because the rendition contains the notice. */
async function record({ tx, at }: Write, publication: PublicationRow, order: CorrectionOrder): Promise<void> {
  await tx
    .insertInto('correction')
    .values({
      id: newId('cor'),
      document_id: order.documentId,
      publication_id: publication.id,
      version: publication.version,
      kind: order.kind,
      severity: order.severity,
      block_key: order.blockKey,
      was: order.was,
      now_is: order.is,
      note: order.note,
      at,
    })
    .execute()
}
