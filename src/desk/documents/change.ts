import type { Write } from '../../db/database.ts'
import type { AuditAct } from '../../http/endpoints/access.ts'
import type { Outcome } from '../../http/endpoints/answer.ts'
import type { DeskServices } from '../services.ts'
import { answer } from './answer.ts'
import { type DeskDocument, etagOf, requireDocument } from './document.ts'
import type { DeskKind } from './kind.ts'

interface Asked {
  readonly write: Write
  readonly path: { readonly id: string }
  requireMatch(etag: string): void
}

/** Applies `effect` to a document and returns the document before and after. Throws 404 and 412. */
export async function change<Content, Result>(
  { config }: DeskServices,
  kind: DeskKind<Content>,
  { write, path, requireMatch }: Asked,
  effect: (document: DeskDocument<Content>) => Promise<Result>,
) {
  const before = await requireDocument(write.tx, kind, config, path.id, write.at)
  requireMatch(etagOf(before))
  const result = await effect(before)
  const after = await requireDocument(write.tx, kind, config, path.id, write.at, before)
  return { before, after, result }
}

/** Applies an act to a document and responds with the changed document and its audit entry. */
export async function answerChange<Content>(
  services: DeskServices,
  kind: DeskKind<Content>,
  asked: Asked,
  { act, reason }: { readonly act: AuditAct; readonly reason?: string | null },
  effect: (document: DeskDocument<Content>) => Promise<unknown>,
): Promise<Outcome> {
  const { before, after } = await change(services, kind, asked, effect)
  return {
    ...(await answer(asked.write.tx, kind, after)),
    audit: {
      act,
      subject: after.id,
      revision: after.revision,
      before: before.stored,
      after: after.stored,
      ...auditNote(before, after, reason ?? null),
    },
  }
}

/** Note of an audit entry: the act's own note, then the pending publication that it cancelled. */
export function auditNote(
  before: Pick<DeskDocument<unknown>, 'pending'>,
  after: Pick<DeskDocument<unknown>, 'pending'>,
  note: string | null,
): { readonly note?: string } {
  const cancelled = before.pending?.id === after.pending?.id ? undefined : before.pending?.id
  const parts = [note, cancelled ? `cancels ${cancelled}` : null].filter((part) => part !== null)
  return parts.length > 0 ? { note: parts.join('; ') } : {}
}
