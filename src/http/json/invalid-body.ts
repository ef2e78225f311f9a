import type { z } from 'zod'
import { type Fault, refuse } from '../../kernel/refusal.ts'

const faultsMax = 100

/** One fault of a body: `pointer` is a JSON pointer, empty for the whole. */
export const invalidBody = (pointer: string, detail: string, code = 'invalid-body') =>
  bodyRefusal([{ pointer, code, detail }])

const bodyRefusal = (errors: readonly Fault[]) =>
  refuse('invalid-body', 'The body cannot be understood.', { errors })

/** Reads a body by its schema; undefined stands for none. Throws 400 `invalid-body` that points at every fault. */
export function readBody<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  if (value === undefined) throw invalidBody('', 'is needed and was not sent')
  throw bodyRefusal(result.error.issues.flatMap(toFaults).slice(0, faultsMax))
}

function toFaults(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, faultsMax).map((key) => ({
      pointer: toPointer([...issue.path, key]),
      code: 'unknown-field',
      detail: 'is not a field here',
    }))
  }
  return [{ pointer: toPointer(issue.path), code: 'invalid-field', detail: issue.message }]
}

/** A JSON pointer whose names are safe to show: printable ASCII, each at most 64 characters. */
export const toPointer = (path: readonly PropertyKey[]): string =>
  path
    .map((name) =>
      String(name)
        .replaceAll(/[^\x20-\x7e]/g, '?')
        .slice(0, 64),
    )
    .map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
