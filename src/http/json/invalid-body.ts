import type { z } from 'zod'
import { type Fault, refuse } from '../../kernel/refusal.ts'
import { plainly } from '../../values/plain.ts'
import { jsonPointer, printable } from '../../values/text.ts'

const faultsMax = 100

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
  throw bodyRefusal(result.error.issues.flatMap(toFaults).slice(0, faultsMax))
}

function toFaults(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, faultsMax).map((key) => ({
      pointer: toPointer([...issue.path, key]),
      code: 'unknown-field',
      detail: issue.message,
    }))
  }
  return [{ pointer: toPointer(issue.path), code: 'invalid-field', detail: issue.message }]
}

/** A JSON pointer that is safe to echo. */
export const toPointer = (path: readonly PropertyKey[]): string =>
  jsonPointer(path.map((name) => printable(String(name))))
