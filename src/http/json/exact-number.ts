/** Any decimal number of this many significant digits survives a double. */
const safeDigits = 15

/**
 * True where a double holds the decimal number as written: it has the significant digits of the double's shortest text.
 * The double is the nearest one, so with equal digits the power of ten is equal too.
 */
export function isExactNumber(text: string): boolean {
  if (text.length <= safeDigits && !/e/i.test(text)) return true
  const value = Number(text)
  return Number.isFinite(value) && significantDigits(text) === significantDigits(String(value))
}

function significantDigits(text: string): string {
  const digits = text.replace(/e.*$/i, '').replaceAll(/[-.]/g, '')
  const begin = digits.search(/[1-9]/)
  if (begin === -1) return ''
  let end = digits.length
  // A pattern for the zeros at the end takes quadratic time where zeros are in the middle.
  while (digits[end - 1] === '0') end -= 1
  return digits.slice(begin, end)
}
