import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Queries, Write } from '../../db/database.ts'
import type { ReferenceKind } from '../../db/tables.ts'
import type { Scope } from '../../http/endpoints/access.ts'
import { invalidBody } from '../../http/json/invalid-body.ts'
import { absent } from '../../http/parameters/refusals.ts'
import type { Config } from '../../kernel/config.ts'
import type { ProblemCode } from '../../kernel/refusal.ts'
import type { Users } from '../../publishing/derived/terms.ts'
import * as references from '../../references/store.ts'
import { type Instant, InstantText } from '../../values/time.ts'

/** What the operations on one kind of reference need to know of it. */
export interface DeskReference {
  readonly kind: ReferenceKind
  /** In paths. */
  readonly segment: 'entities' | 'instruments' | 'topics' | 'disclaimer-rules'
  /** In operation ids: `putEntity`. */
  readonly name: string
  /** In a sentence: `an entity`. */
  readonly noun: string
  readonly content: z.ZodObject
  /** The content with its key left out or not. */
  readonly body: z.ZodObject
  readonly key: z.ZodString
  /** The fields that the key in the path stands for. */
  keyFields(key: string): Readonly<Record<string, string>>
  readonly scopes: { readonly read: readonly Scope[]; readonly write: readonly Scope[] }
  /** Said of putting it, beyond what is said of all. */
  readonly rule: string
  readonly putProblems: readonly ProblemCode[]
  readonly example: object
  put(write: Write, config: Config, content: unknown): Promise<number>
  /** Users that the references do not know of. */
  usersOf?(write: Write, key: string): Promise<Users>
}

/** What the desk answers of a reference. */
export const answerSchema = ({ name, noun, content }: DeskReference) =>
  z
    .object({
      ...content.shape,
      availableAt: InstantText.describe('When this state of the record became visible'),
    })
    .meta({ id: `Desk${name}`, description: `The present state of ${noun}` })

/** Throws 404. */
export async function requireReference(db: Queries, { kind }: DeskReference, key: string, at: Instant) {
  const row = await references.find(db, kind, key, at)
  if (!row) throw absent()
  return row
}

/** The content with the key that the path names. Throws 400 where it says another one. */
export function contentUnder(
  { keyFields }: DeskReference,
  key: string,
  body: Readonly<Record<string, unknown>>,
) {
  const named = keyFields(key)
  for (const [field, value] of Object.entries(named))
    if (field in body && body[field] !== value) throw invalidBody(`/${field}`, 'is not what the path says')
  return { ...named, ...body }
}

export const toJson = ({ content, visible_from }: references.ReferenceRow) => ({
  ...JSON.parse(content),
  availableAt: visible_from,
})

/** Of the content alone: the same content has the same tag. */
export const etagOf = ({ content }: references.ReferenceRow): string =>
  `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`
