import type { z } from 'zod'
import { type Fault, Refusal } from '../errors.ts'

/**
 * Query strings, read strictly: malformed percent-encoding and malformed UTF-8 are marked, not passed through.
 * A repeated name gives an array, which no parameter takes.
 */
export function parseQueryString(text: string): Record<string, unknown> {
  const query: Record<string, unknown> = Object.create(null)
  for (const part of text.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decode(equals < 0 ? part : part.slice(0, equals)) ?? malformedName
    const value = decode(equals < 0 ? '' : part.slice(equals + 1))
    query[name] = name in query ? [] : (value ?? malformedValue)
  }
  return query
}

const malformedName = '(malformed)'
const malformedValue = Symbol('malformed percent-encoding')

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}

/** Reads parameters by their schema. Throws a 400 that names every parameter at fault. */
export function readParameters<Schema extends z.ZodType>(schema: Schema, values: unknown): z.output<Schema> {
  const result = schema.safeParse(values, { reportInput: true })
  if (result.success) return result.data
  // Of one parameter the first fault is told: what follows from it would only puzzle.
  const errors = result.error.issues
    .flatMap(toFaults)
    .filter((fault, index, all) => all.findIndex(({ parameter }) => parameter === fault.parameter) === index)
  const unknown = errors.every((error) => error.code === 'unknown-parameter')
  if (unknown)
    throw new Refusal(400, 'unknown-parameter', 'This address does not take such a parameter.', { errors })
  throw new Refusal(400, 'invalid-parameter', 'A parameter cannot be understood.', { errors })
}

function toFaults(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      parameter: printable(key),
      code: 'unknown-parameter',
      detail: 'is not a parameter of this address',
    }))
  }
  const parameter = printable(String(issue.path[0] ?? ''))
  return [{ parameter, code: 'invalid-parameter', detail: describe(issue) }]
}

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_type') return issue.message
  if (Array.isArray(issue.input)) return 'must be given once'
  return typeof issue.input === 'symbol' ? 'is not well-formed percent-encoded UTF-8' : 'is required'
}

/** A parameter's decoded name, safe to show: printable ASCII, at most 64 characters. */
const printable = (name: string): string => name.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 64)
