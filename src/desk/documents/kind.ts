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

/** Describes one kind of document to the generic endpoints. `Draft` is the body that creates one. */
export interface DeskKind<Content, Draft = unknown> extends Kind<Content> {
  /** Path segment. */
  readonly segment: 'articles' | 'product-menus' | 'disclaimers'
  /** Used in operation ids: `createProductMenu`. */
  readonly name: string
  /** Used in the operation ids of its revisions: `listProductMenuRevisions`. */
  readonly revisionName: string
  /** With its article, for use in sentences: `a menu`. */
  readonly noun: string
  readonly tag: Tag
  readonly idExample: string
  /** Either one permits reading. */
  readonly scopes: { readonly write: Scope; readonly publish: Scope }
  readonly workflow: Workflow
  readonly draft: z.ZodType<Draft>
  contentFrom(tx: Queries, draft: Draft): Promise<Content>
  /** Refuses an edit. Creating refuses in `contentFrom`, publishing in `guard`. */
  requireEditable?(tx: Queries, id: string, content: Content, before: Content): Promise<void>
  /** What editors know the document by. */
  titleOf(content: Content): string
  /** The fields that make up the name, if the name is fixed; otherwise empty. */
  readonly fixed: readonly string[]
  readonly list: {
    readonly filters: z.ZodRawShape
    narrowBy(query: Readonly<Record<string, unknown>>): {
      readonly narrowing: Narrowing
      readonly states?: readonly State[] | undefined
    }
  }
  readonly answers: Answers
  /** Response fields beyond those of every kind. The response schemas drop undeclared ones. */
  readonly adds: {
    toSummary?(db: Queries, document: DeskDocument<Content>): Promise<object>
    toDocument?(db: Queries, document: DeskDocument<Content>): Promise<object>
    toRevision?(db: Queries, id: string, row: RevisionRow): Promise<object>
  }
  /** Sentences added to the description of its publish endpoint. */
  readonly publishingHelp: string
  readonly problems: {
    readonly create: readonly ProblemCode[]
    readonly edit: readonly ProblemCode[]
    readonly publish: readonly ProblemCode[]
  }
  readonly examples: { readonly draft: object; readonly patch: object }
  /** Runs an act that changes public content, or throws. `visibleFrom` is null if it cancels or ends a publication. */
  guard<Result>(
    write: Write,
    config: Config,
    document: { readonly id: string; readonly content: Content },
    visibleFrom: Instant | null,
    act: () => Promise<Result>,
  ): Promise<Result>
}

/** Response schemas of a kind. */
export interface Answers {
  readonly document: z.ZodObject
  /** A document as a list item. */
  readonly summary: z.ZodObject
  readonly revision: z.ZodObject
  readonly revisionSummary: z.ZodObject
  readonly publication: z.ZodObject
}

type AnyKind = Pick<DeskKind<unknown>, 'segment' | 'noun' | 'idExample' | 'scopes'>

export const basePath = ({ segment }: AnyKind) => `/admin/v1/${segment}`

/** Both scopes include reading, because neither is usable without it. */
export const readScopes = ({ scopes }: AnyKind) => [scopes.write, scopes.publish] as const

export const idParameter = ({ noun, idExample }: AnyKind) =>
  z.strictObject({
    id: z
      .string()
      .max(64)
      .meta({ description: `Id of ${noun}`, example: idExample }),
  })
