import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Queries, Write } from '../../db/database.ts'
import type { ReferenceKind } from '../../db/tables.ts'
import type { Scope } from '../../http/endpoints/access.ts'
import type { Tag } from '../../http/endpoints/endpoint.ts'
import { invalidBody } from '../../http/json/invalid-body.ts'
import { deskNotFound } from '../../http/parameters/refusals.ts'
import type { Config } from '../../kernel/config.ts'
import type { ProblemCode } from '../../kernel/refusal.ts'
import * as references from '../../references/store.ts'
import { type Instant, InstantText } from '../../values/time.ts'

/** Describes one kind of reference to the generic endpoints. */
export interface DeskReference {
  readonly kind: ReferenceKind
  /** Path segment. */
  readonly segment: 'entities' | 'instruments' | 'topics' | 'disclaimer-rules'
  /** Used in operation ids: `putEntity`. */
  readonly name: string
  /** Of the schema of its answer. */
  readonly answerName: string
  /** With its article, for use in sentences: `an entity`. */
  readonly noun: string
  readonly content: z.ZodObject
  /** The content; its key is optional because the path carries it. */
  readonly body: z.ZodObject
  readonly key: z.ZodString
  /** The content fields that the key in the path determines. */
  keyFields(key: string): Readonly<Record<string, string>>
  readonly scopes: { readonly read: readonly Scope[]; readonly write: readonly Scope[] }
  /** Sentence added to the description of its PUT endpoint. */
  readonly rule: string
  readonly putProblems: readonly ProblemCode[]
  /** Of a reference of the sample, and of one that the example would create. */
  readonly sampleKey: string
  readonly newKey: string
  readonly example: object
  put(write: Write, config: Config, content: unknown): Promise<number>
}

export const tag: Tag = {
  name: 'Desk: references',
  description: 'The desk: entities, instruments, topics and disclaimer rules',
}

export const pathOf = ({ segment }: DeskReference) => `/admin/v1/${segment}/{key}`
export const keyIn = ({ noun, sampleKey }: DeskReference) =>
  z.strictObject({ key: z.string().meta({ description: `Key of ${noun}`, example: sampleKey }) })

export const answerSchema = ({ answerName, noun, content }: DeskReference) =>
  z
    .object({
      ...content.shape,
      availableAt: InstantText.describe('When this state of the record became visible'),
    })
    .meta({ id: answerName, description: `The current state of ${noun}` })

/** Throws 404. */
export async function requireReference(db: Queries, { kind }: DeskReference, key: string, at: Instant) {
  const row = await references.find(db, kind, key, at)
  if (!row) throw deskNotFound()
  return row
}

/** Adds the key from the path to the body. Throws 400 if the body has a different key. */
export function minimalMatch(
  { keyFields }: DeskReference,
  key: string,
  body: Readonly<Record<string, unknown>>,
) {
  const named = keyFields(key)
  for (const [field, value] of Object.entries(named))
    if (field in body && body[field] !== value)
      throw invalidBody(`/${field}`, 'must match the key in the path')
  return { ...named, ...body }
}

export const toJson = ({ content, visible_from }: references.ReferenceRow) => ({
  ...JSON.parse(content),
  availableAt: visible_from,
})

/** Entity tag derived from the content alone: the same content has the same tag. */
export const etagOf = ({ content }: references.ReferenceRow): string =>
  `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
