import { isFigi, isIsin, isLei } from '../../src/references/identifiers.ts'

/** Identifiers of fictitious companies: their own part starts with SYN, and their check digits are correct. */
export const isinOf = (country: string, number: number): string =>
  withCheckDigits(`${country}SYN${digits(number, 6)}`, isIsin, 1)

export const figiOf = (number: number): string => withCheckDigits(`BBGSYN${digits(number, 5)}`, isFigi, 1)

export const leiOf = (number: number): string => withCheckDigits(`SYNT00${digits(number, 12)}`, isLei, 2)

const digits = (number: number, length: number): string => String(number).padStart(length, '0')

function withCheckDigits(body: string, isValid: (value: string) => boolean, length: number): string {
  for (let check = 0; check < 10 ** length; check += 1) {
    const value = body + digits(check, length)
    if (isValid(value)) return value
  }
  throw new RangeError(`${body} has no check digits.`)
}
