import type { z } from 'zod'

/** Definition of a problem code: its status, and the text of its page at `/problems/{code}`. */
export interface ProblemDefinition {
  readonly status: number
  readonly title: string
  /** What the client can do. */
  readonly remedy: string
  /** Extension members of the problem document (RFC 9457 §3.2). */
  readonly members?: z.ZodRawShape
}

/** Every problem code. Slices add theirs by declaration merging in `problems.ts`; `src/slices.ts` collects them. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging.
export interface ProblemTable {}

/** Stable name of a problem, for programs to act on. */
export type ProblemCode = keyof ProblemTable

export const isProblemCode = (table: ProblemTable, code: string): code is ProblemCode =>
  Object.hasOwn(table, code)

/** A parameter of the URL at fault, or a field of the body, given as a JSON pointer (RFC 6901). */
export interface Fault {
  readonly parameter?: string
  readonly pointer?: string
  readonly code: string
  readonly detail: string
}

export interface RefusalExtras {
  readonly errors?: readonly Fault[]
  readonly headers?: Readonly<Record<string, string>>
  /** Extension members of the problem document, such as the notice of a retraction. */
  readonly members?: Readonly<Record<string, unknown>>
  /** The underlying error; logged, never sent to the client. */
  readonly cause?: unknown
}

/** An error whose reason the client may know. Any other error becomes a bare 500. */
export class Refusal extends Error {
  readonly code: ProblemCode
  readonly extras: RefusalExtras

  constructor(code: ProblemCode, detail: string, { cause, ...extras }: RefusalExtras = {}) {
    super(detail, cause === undefined ? undefined : { cause })
    this.code = code
    this.extras = extras
  }
}

/** Creates a refusal to throw; its status and title come from the problem table. */
export const refuse = (code: ProblemCode, detail: string, extras?: RefusalExtras): Refusal =>
  new Refusal(code, detail, extras)
