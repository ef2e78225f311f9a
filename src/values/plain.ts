import type { z } from 'zod'

const typeNames: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

/**
 * Says what is wrong with a value, as the end of a sentence that begins with its name: an error map for zod, used where
 * a schema has no message of its own. It never repeats the value.
 */
export function plainly(issue: z.core.$ZodRawIssue): string {
  if (issue.input === undefined) return 'is required: it was absent or null'
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? issue.expected}, not ${typeOf(issue.input)}`
    case 'too_big':
      return `must not ${amount(issue.origin, issue.maximum, 'be above', 'have more than')}`
    case 'too_small':
      return `must ${amount(issue.origin, issue.minimum, 'not be below', 'have at least')}`
    case 'invalid_value':
      return `must be one of ${issue.values.join(', ')}`
    case 'invalid_union':
      return Array.isArray(issue.options)
        ? `must be one of ${issue.options.join(', ')}`
        : 'is none of the forms in the API description'
    case 'unrecognized_keys':
      return 'is not a known field'
    case 'invalid_key':
      return `has a name that ${issue.issues[0]?.message}`
    default:
      return 'is not in the form that the API description states'
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'boolean') return 'a boolean'
  // Only a whole number is refused for being a number.
  return typeof value === 'number' && !Number.isInteger(value)
    ? 'a fraction'
    : (typeNames[typeof value] ?? 'that')
}

function amount(origin: string, count: number | bigint, ofNumber: string, ofItems: string): string {
  const unit = { string: 'character', array: 'item' }[origin]
  return unit ? `${ofItems} ${count} ${unit}${Number(count) === 1 ? '' : 's'}` : `${ofNumber} ${count}`
}
