import type { z } from 'zod'
import { type Fault, refuse } from '../../kernel/refusal.ts'

/** Validates parameters. Throws 400 with every parameter at fault. */
export function readParameters<Schema extends z.ZodType>(schema: Schema, values: unknown): z.output<Schema> {
  const result = schema.safeParse(values, { reportInput: true })
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
  const parameter = printable(String(issue.path[0] ?? ''))
  return [{ parameter, code: 'invalid-parameter', detail: describe(issue) }]
}

function describe(issue: z.core.$ZodIssue): string {
  // A list that was parsed from one text breaks only its own limits.
  const isList = issue.code === 'too_big' || issue.code === 'custom'
  if (Array.isArray(issue.input) && !isList) return 'must be given once'
  if (typeof issue.input === 'symbol') return 'is not well-formed percent-encoded UTF-8'
  return issue.code === 'invalid_type' ? 'is required' : issue.message
}

/** A parameter name reduced to what is safe to echo: printable ASCII, at most 64 characters. */
const printable = (name: string): string => name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 64)
