import { z } from 'zod'

/** Any object here; the result of the patch is validated against the schema of what is changed. */
export const MergePatch = z.record(z.string(), z.unknown()).meta({
  id: 'MergePatch',
  description: 'JSON merge patch (RFC 7396): null removes a field, a list replaces the list',
})

/** Applies a JSON merge patch (RFC 7396): null removes a member, an array replaces the array. Changes neither argument. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const result: Record<string, unknown> = Object.assign(Object.create(null), isObject(target) ? target : {})
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name]
    else result[name] = mergePatch(result[name], value)
  }
  return result
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
