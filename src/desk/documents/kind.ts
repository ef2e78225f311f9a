import { z } from 'zod'
import type { Queries, Write } from '../../db/database.ts'
import type { Scope } from '../../http/endpoints/access.ts'
import type { Tag } from '../../http/endpoints/endpoint.ts'
import type { Config } from '../../kernel/config.ts'
import type { ProblemCode } from '../../kernel/refusal.ts'
import type { Kind } from '../../publishing/kind.ts'
import type { Instant } from '../../values/time.ts'
import type { DeskDocument } from './document.ts'
import type { Narrowing } from './list-store.ts'
import type { RevisionRow } from './store.ts'
import type { State, Workflow } from './workflow.ts'

/** What the desk needs to know of a kind of document. A draft is what makes one. */
export interface DeskKind<Content, Draft = unknown> extends Kind<Content> {
  /** In paths. */
  readonly segment: 'articles' | 'product-menus' | 'disclaimers'
  /** In operation ids: `createProductMenu`. */
  readonly name: string
  /** In the operation ids of its revisions: `listProductMenuRevisions`. */
  readonly revisionName: string
  /** In a sentence: `a menu`. */
  readonly noun: string
  readonly tag: Tag
  readonly idExample: string
  /** Whoever has one of them may read. */
  readonly scopes: { readonly write: Scope; readonly publish: Scope }
  readonly workflow: Workflow
  readonly draft: z.ZodType<Draft>
  contentFrom(tx: Queries, draft: Draft): Promise<Content>
  /** The fields that name a document and are fixed, if its name is. */
  readonly fixed: readonly string[]
  readonly list: {
    readonly filters: z.ZodRawShape
    narrowBy(query: Readonly<Record<string, unknown>>): {
      readonly narrowing: Narrowing
      readonly states?: readonly State[] | undefined
    }
  }
  readonly answers: Answers
  /** What its answers have beyond those of every kind; the schemas choose from all. */
  readonly adds: {
    toSummary?(db: Queries, document: DeskDocument<Content>): Promise<object>
    toDocument?(db: Queries, document: DeskDocument<Content>): Promise<object>
    toRevision?(db: Queries, id: string, row: RevisionRow): Promise<object>
  }
  /** Said of publishing it, beyond what is said of every kind. */
  readonly publishingHelp: string
  readonly problems: {
    readonly create: readonly ProblemCode[]
    readonly edit: readonly ProblemCode[]
    readonly publish: readonly ProblemCode[]
  }
  readonly examples: { readonly draft: object; readonly patch: object }
  /**
   * Runs an act that changes what readers get, and refuses one that must not be. `visibleFrom` is null where a
   * publication is cancelled or ended.
   */
  guard<Result>(
    write: Write,
    config: Config,
    content: Content,
    visibleFrom: Instant | null,
    act: () => Promise<Result>,
  ): Promise<Result>
}

/** What is answered of a kind. */
export interface Answers {
  /** A document with its newest revision. */
  readonly document: z.ZodObject
  /** The same as an item of a list. */
  readonly summary: z.ZodObject
  readonly revision: z.ZodObject
  readonly revisionSummary: z.ZodObject
  readonly publication: z.ZodObject
}

type AnyKind = Pick<DeskKind<unknown>, 'segment' | 'noun' | 'idExample' | 'scopes'>

export const basePath = ({ segment }: AnyKind) => `/admin/v1/${segment}`

/** Each of the two scopes is of no use to a key that may not read. */
export const readScopes = ({ scopes }: AnyKind) => [scopes.write, scopes.publish] as const

/** The parameters of a path to one document. */
export const idParameter = ({ noun, idExample }: AnyKind) =>
  z.strictObject({
    id: z
      .string()
      .max(64)
      .meta({ description: `Id of ${noun}`, example: idExample }),
  })
