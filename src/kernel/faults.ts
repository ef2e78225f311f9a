import type { z } from 'zod'
import { jsonPointer, printable } from '../values/text.ts'
import type { Fault } from './refusal.ts'

/** The faults of a value that a schema refuses, at most 100. `prefix` is the JSON pointer to the value. */
export const faultsOf = (issues: readonly z.core.$ZodIssue[], code: string, prefix = ''): Fault[] =>
  issues.flatMap((issue) => toFaults(issue, code, prefix)).slice(0, faultsMax)

const faultsMax = 100

function toFaults(issue: z.core.$ZodIssue, code: string, prefix: string): Fault[] {
  const { path, message: detail } = issue
  if (issue.code !== 'unrecognized_keys') return [{ pointer: prefix + toPointer(path), code, detail }]
  return issue.keys.slice(0, faultsMax).map((key) => ({
    pointer: prefix + toPointer([...path, key]),
    code: 'unknown-field',
    detail,
  }))
}

/** A JSON pointer that is safe to echo. */
export const toPointer = (path: readonly PropertyKey[]): string =>
  jsonPointer(path.map((name) => printable(String(name))))
