/** A double preserves any decimal number of up to 15 significant digits. */
const safeDigits = 15

/** True if a double preserves the decimal number as written: parsing and printing it gives the same digits. */
export function isExactNumber(text: string): boolean {
  if (text.length <= safeDigits && !/e/i.test(text)) return true
  const value = Number(text)
  if (!Number.isFinite(value)) return false
  return canonical(text) === canonical(String(value))
}

/** The significant digits and the power of ten of the last one. */
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
