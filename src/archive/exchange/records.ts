import { z } from 'zod'
import { signals } from '../../publishing/kind.ts'
import { tapeTypes } from '../../publishing/tape/tape.ts'
import { InstantText } from '../../values/time.ts'

/** `format` of the header of an exact export. */
export const exportFormat = 'broadtape-export'
export const exportVersion = 1

const text = z.string().min(1).max(200)
const instant = InstantText
const content = z.record(z.string(), z.unknown())
const number = z.int().min(1)
const documentKind = z.enum(['article', 'product-menu', 'disclaimer'])

/**
 * Record types of an exact export, in file order: a record follows the ones that it refers to. Each is a row of the
 * table of the same name, without derived columns. API keys, previews and idempotency records are left out: they are
 * secret and belong to one installation.
 */
export const records = {
  reference: {
    key: ['kind', 'key', 'visibleFrom'],
    fields: z.strictObject({
      kind: z.enum(['entity', 'instrument', 'topic', 'disclaimer-rule']),
      key: text,
      visibleFrom: instant,
      visibleUntil: instant.nullable(),
      content,
    }),
  },
  document: {
    key: ['id'],
    fields: z.strictObject({
      id: text,
      kind: documentKind,
      createdAt: instant,
      change: number,
      changedAt: instant,
      externalId: text.nullable(),
      storyKey: text.nullable(),
      translationOf: text.nullable(),
      translationVersion: number.nullable(),
      discardedAt: instant.nullable(),
    }),
  },
  revision: {
    key: ['documentId', 'revision'],
    fields: z.strictObject({
      documentId: text,
      revision: number,
      content,
      createdAt: instant,
      author: text,
    }),
  },
  publication: {
    key: ['documentId', 'version'],
    fields: z.strictObject({
      id: text,
      documentId: text,
      kind: documentKind,
      version: number,
      revision: number,
      signal: z.enum(signals),
      name: text,
      locale: z.string().max(200),
      publishedAt: instant,
      updatedAt: instant,
      visibleFrom: instant,
      visibleUntil: instant.nullable(),
      expiresAt: instant.nullable(),
      retractedAt: instant.nullable(),
      recordedAt: instant,
    }),
  },
  correction: {
    key: ['id'],
    fields: z.strictObject({
      id: text,
      documentId: text,
      publicationId: text,
      version: number,
      kind: text,
      severity: text,
      blockKey: text.nullable(),
      was: z.string(),
      nowIs: z.string(),
      note: z.string(),
      at: instant,
    }),
  },
  hold: {
    key: ['documentId', 'at'],
    fields: z.strictObject({
      documentId: text,
      at: instant,
      reason: z.string(),
      releasedAt: instant.nullable(),
    }),
  },
  retraction: {
    key: ['documentId'],
    fields: z.strictObject({
      documentId: text,
      id: text,
      kind: text,
      notice: z.string(),
      at: instant,
      firstVisibleFrom: instant,
    }),
  },
  tape: {
    key: ['seq'],
    fields: z.strictObject({
      seq: number,
      event: z.enum(tapeTypes),
      at: instant,
      recordedAt: instant,
      subject: text,
      version: number.nullable(),
      publicationId: text.nullable(),
    }),
  },
  due: {
    key: ['at', 'publicationId', 'event'],
    fields: z.strictObject({ at: instant, publicationId: text, event: z.enum(tapeTypes) }),
  },
  review: {
    key: ['documentId', 'revision', 'at'],
    fields: z.strictObject({
      documentId: text,
      revision: number,
      at: instant,
      decision: z.enum(['submitted', 'approved', 'changes-requested']),
      by: text,
      reason: z.string().nullable(),
    }),
  },
  audit: {
    key: ['seq'],
    fields: z.strictObject({
      seq: number,
      at: instant,
      keyId: text,
      keyName: text,
      act: text,
      subject: text,
      revision: number.nullable(),
      beforeSha256: text.nullable(),
      afterSha256: text.nullable(),
      requestId: text.nullable(),
      note: z.string().nullable(),
    }),
  },
} as const satisfies Record<string, { key: readonly string[]; fields: z.ZodObject }>

export type RecordType = keyof typeof records
export const recordTypes = Object.keys(records) as RecordType[]

/** A record without its type. */
export type Fields = Readonly<Record<string, unknown>>

export const ExportHeader = z.strictObject({
  type: z.literal('header'),
  format: z.literal(exportFormat),
  version: z.literal(exportVersion),
  /** Instant of the last write in the export. */
  instant,
  /** Name of the tape, which is the same in the other store; older exports lack it. */
  lineage: text.optional(),
  /** Number of records of each type that follow. */
  counts: z.strictObject(
    Object.fromEntries(recordTypes.map((type) => [type, z.int().min(0)])) as Record<RecordType, z.ZodInt>,
  ),
})
export type ExportHeader = z.output<typeof ExportHeader>
