import { z } from 'zod'
import { listOf } from '../../http/parameters/envelope.ts'
import { InstantText } from '../../values/time.ts'

const AuditEntry = z
  .object({
    seq: z.int().describe('Place in the trail, without gaps'),
    at: InstantText.describe('When it was done: the instant of the write itself'),
    key: z
      .object({
        id: z.string().describe('Id of the key, or `system` for a command'),
        name: z.string().describe('Name of the key'),
      })
      .describe('Who did it'),
    act: z.string().describe('What was done, from a list that may grow'),
    subject: z.string().describe('What it was done to: an id, or the key of a reference'),
    revision: z.int().nullable().describe('Revision of the content, where one was meant or made'),
    beforeSha256: z.string().nullable().describe('SHA-256 of the stored content before it'),
    afterSha256: z.string().nullable().describe('SHA-256 of the stored content behind it'),
    requestId: z.string().nullable().describe('`X-Request-Id` of the request; null for a command'),
    note: z.string().nullable().describe('What else is to be known of it'),
  })
  .meta({ id: 'AuditEntry', description: 'An act, as the audit trail keeps it' })

export const AuditPage = listOf(AuditEntry)
