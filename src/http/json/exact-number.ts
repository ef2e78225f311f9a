/** So many significant digits come back from a double whatever they are. */
const safeDigits = 15

/** True where a double holds exactly the decimal number that was written, as far as its shortest text tells. */
export function isExactNumber(text: string): boolean {
  if (text.length <= safeDigits && !/e/i.test(text)) return true
  const value = Number(text)
  if (!Number.isFinite(value)) return false
  return canonical(text) === canonical(String(value))
}

/** The digits without zeros at either end, and the power of ten of the last one. */
function canonical(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.')
  const digits = whole + fraction
  const end = lastNonZero(digits)
  if (end < 0) return '0'
  const begin = digits.search(/[1-9]/)
  const power = Number(exponent) - fraction.length + (digits.length - 1 - end)
  return `${digits.slice(begin, end + 1)}e${power}`
}

function lastNonZero(digits: string): number {
  let end = digits.length - 1
  while (end >= 0 && digits[end] === '0') end -= 1
  return end
}
