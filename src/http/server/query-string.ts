/**
 * Strict query string parser: malformed percent-encoding and UTF-8 are marked, not passed through. A repeated name
 * gives an array, which no parameter accepts.
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
