import type { z } from 'zod'
import { type Fault, refuse } from '../../kernel/refusal.ts'
import { plainly } from '../../values/plain.ts'
import { printable } from '../../values/text.ts'

/** What stands for a parameter without a single value. */
export const repeated = Symbol('repeated')
export const malformed = Symbol('malformed percent-encoding')

/** Validates parameters. Throws 400 with every parameter at fault. */
export function readParameters<Schema extends z.ZodType>(schema: Schema, values: unknown): z.output<Schema> {
  const result = schema.safeParse(values, { reportInput: true, error: plainly })
  if (result.success) return result.data
  // Report only the first fault of a parameter; the others usually follow from it.
  const errors = result.error.issues
    .flatMap(toFaults)
    .filter((fault, index, all) => all.findIndex(({ parameter }) => parameter === fault.parameter) === index)
  const unknown = errors.every((error) => error.code === 'unknown-parameter')
  if (unknown)
    throw refuse('unknown-parameter', 'A parameter is unknown: see `errors`.', {
      errors,
    })
  throw refuse('invalid-parameter', 'A parameter is invalid: see `errors`.', { errors })
}

function toFaults(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      parameter: printable(key),
      code: 'unknown-parameter',
      detail: 'is not a parameter of this path',
    }))
  }
  const [name = '', index] = issue.path
  // Of a list, the value at fault; it stands alone in the list, or else at this place.
  const value = typeof index === 'number' ? `value ${index + 1} ` : ''
  return [
    { parameter: printable(String(name)), code: 'invalid-parameter', detail: `${value}${describe(issue)}` },
  ]
}

function describe({ input, message }: z.core.$ZodIssue): string {
  if (input === repeated) return 'must be given once'
  if (input === malformed) return 'is not well-formed percent-encoded UTF-8'
  return input === '' ? 'is empty' : message
}
