import type { z } from 'zod'
import { faultsOf } from '../../kernel/faults.ts'
import { type Fault, refuse } from '../../kernel/refusal.ts'
import { plainly } from '../../values/plain.ts'

/** One fault of a body. `pointer` is a JSON pointer; empty for the whole body. */
export const invalidBody = (pointer: string, detail: string, code = 'invalid-body') =>
  bodyRefusal([{ pointer, code, detail }])

const bodyRefusal = (errors: readonly Fault[]) =>
  refuse('invalid-body', 'The body is invalid: see `errors`.', { errors })

/** Validates a body; undefined means that none was sent. Throws 400 `invalid-body` with up to 100 faults. */
export function readBody<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value, { error: plainly })
  if (result.success) return result.data
  if (value === undefined) throw invalidBody('', 'is required and was not sent')
  throw bodyRefusal(faultsOf(result.error.issues, 'invalid-field'))
}
