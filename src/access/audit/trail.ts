import { createHash } from 'node:crypto'
import type { AuditTrail } from '../../http/endpoints/access.ts'
import { insert } from './store.ts'

/** Append-only; each entry is written in the transaction of its act. */
export const trail: AuditTrail = {
  async record({ tx, at }, { keyId, keyName }, requestId, { act, subject, revision, before, after, note }) {
    await insert(tx, {
      at,
      key_id: keyId,
      key_name: keyName,
      act,
      subject,
      revision: revision ?? null,
      before_sha256: sha256(before),
      after_sha256: sha256(after),
      request_id: requestId,
      note: note ?? null,
    })
  },
}

const sha256 = (content: string | null | undefined): string | null =>
  content === null || content === undefined ? null : createHash('sha256').update(content).digest('hex')
