import { malformed, repeated } from '../parameters/validation.ts'

/**
 * Strict query string parser. What has no single value (a repeated name, malformed percent-encoding or UTF-8) becomes a
 * symbol, which no parameter accepts.
 */
export function parseQueryString(text: string): Record<string, unknown> {
  const query: Record<string, unknown> = Object.create(null)
  for (const part of text.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decode(equals < 0 ? part : part.slice(0, equals)) ?? malformedName
    const value = decode(equals < 0 ? '' : part.slice(equals + 1))
    query[name] = name in query ? repeated : (value ?? malformed)
  }
  return query
}

const malformedName = '(malformed)'

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return null
  }
}
