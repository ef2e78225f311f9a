import type { z } from 'zod'

/** No shape that was ever accepted; of a list that is too long, zod leaves the items unread. */
const shapeFaults = new Set([
  ...['invalid_type', 'invalid_value', 'unrecognized_keys', 'invalid_union', 'invalid_key', 'too_big'],
])

/**
 * Reads a value that a schema accepted once, or an earlier form of it: fills in the defaults of newer fields and drops
 * undeclared ones. A rule that has become stricter since does not make stored content unreadable. Throws a `ZodError`
 * for another shape.
 */
export function readStored<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  // `safeParse` gives no value beside its issues.
  const result = schema._zod.run({ value, issues: [] }, { async: false })
  if (result instanceof Promise) throw new Error('a schema of stored content must not be asynchronous')
  if (result.issues.some(({ code }) => shapeFaults.has(code ?? ''))) return schema.parse(value)
  return result.value as z.output<Schema>
}
