/** A double preserves any decimal number of up to 15 significant digits. */
const safeDigits = 15

/**
 * True if a double preserves the decimal number as written: parsing and printing it gives the same significant digits.
 * The power of ten is then equal too, since a double is the nearest to what was parsed.
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
