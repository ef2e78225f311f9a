import type { z } from 'zod'

/** What a problem code means: its status, and the text of its page at `/problems/{code}`. */
export interface ProblemDefinition {
  readonly status: number
  readonly title: string
  /** What a client can do about it. */
  readonly remedy: string
  /** Members of the problem document beyond those of RFC 9457. */
  readonly members?: z.ZodRawShape
}

/**
 * Every problem code with its definition. Each part of the program adds its own by declaration merging, beside the
 * table itself (`problems.ts`); `src/slices.ts` collects the tables.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging.
export interface ProblemTable {}

/** Stable name of a problem; programs decide by it. */
export type ProblemCode = keyof ProblemTable

export const isProblemCode = (table: ProblemTable, code: string): code is ProblemCode =>
  Object.hasOwn(table, code)

/** One field, parameter or header at fault. `parameter` names a part of the URL, `pointer` a JSON pointer (RFC 6901) into the body. */
export interface Fault {
  readonly parameter?: string
  readonly pointer?: string
  readonly code: string
  readonly detail: string
}

/** What else a refusal may tell its client. */
export interface RefusalExtras {
  readonly errors?: readonly Fault[]
  readonly headers?: Readonly<Record<string, string>>
  /** Members of the problem beyond those of RFC 9457, such as the notice of a retraction. */
  readonly members?: Readonly<Record<string, unknown>>
  /** The fault behind it; goes to the log, never to the client. */
  readonly cause?: unknown
}

/** A "no" that the client may know the reason of. Everything else that is thrown becomes a bare 500. */
export class Refusal extends Error {
  readonly code: ProblemCode
  readonly extras: RefusalExtras

  constructor(code: ProblemCode, detail: string, { cause, ...extras }: RefusalExtras = {}) {
    super(detail, cause === undefined ? undefined : { cause })
    this.code = code
    this.extras = extras
  }
}

/** A refusal to be thrown; its status and its page come from the table of problems. */
export const refuse = (code: ProblemCode, detail: string, extras?: RefusalExtras): Refusal =>
  new Refusal(code, detail, extras)
