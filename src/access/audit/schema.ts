import { z } from 'zod'
import { listOf } from '../../http/parameters/envelope.ts'
import { InstantText } from '../../values/time.ts'

const AuditKey = z
  .object({
    id: z.string().describe('Id of the key, or `system` for a command'),
    name: z.string().describe('Name of the key'),
  })
  .meta({ id: 'AuditKey', description: 'The key that acted' })

const AuditEntry = z
  .object({
    seq: z.int().describe('Sequence number in the trail, without gaps'),
    at: InstantText.describe('Instant of the write'),
    key: AuditKey,
    act: z.string().describe('The act; further values may be added'),
    subject: z.string().describe('The object of the act: an id, or the key of a reference'),
    revision: z.int().nullable().describe('The revision that the act concerned or created'),
    beforeSha256: z.string().nullable().describe('SHA-256 of the stored content before the act'),
    afterSha256: z.string().nullable().describe('SHA-256 of the stored content after the act'),
    requestId: z.string().nullable().describe('`X-Request-Id` of the request; null for a command'),
    note: z.string().nullable().describe('Further information about the act'),
  })
  .meta({ id: 'AuditEntry', description: 'An entry of the audit trail' })

export const AuditPage = listOf(AuditEntry)
