/** Object identifiers of the types that are not read as text, from the catalogue `pg_type`. */
const types = { bool: 16, bytea: 17, int8: 20, int2: 21, int4: 23, numeric: 1700 }

const readers: Readonly<Record<number, (text: string) => unknown>> = {
  [types.bool]: (text) => (text === 't' ? 1 : 0),
  [types.bytea]: (text) => Buffer.from(text.slice(2), 'hex'),
  [types.int8]: Number,
  [types.int4]: Number,
  [types.int2]: Number,
  [types.numeric]: Number,
}

const asText = (text: string): string => text

/** Values as every engine gives them: numbers are below 2^53, a truth value is 1 or 0, all else is text or bytes. */
export const parseValue = (type: number): ((text: string) => unknown) => readers[type] ?? asText

/** A text has no zero byte here. No stored text has one, so that one which is asked for is found nowhere either. */
export function toParameter(value: unknown): string | Buffer | null {
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const text = String(value)
  return text.includes('\0') ? text.replaceAll('\0', '\u{1}') : text
}
