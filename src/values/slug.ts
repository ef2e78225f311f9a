export const slugMax = 120

/** Latin letters that NFKD does not decompose into a base letter and a mark. */
const letters: Readonly<Record<string, string>> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', þ: 'th', ł: 'l', ħ: 'h', ı: 'i', ŋ: 'n', ŧ: 't' },
  ...{ ĸ: 'k', ŀ: 'l', ŉ: 'n', ſ: 's', ƒ: 'f', ə: 'e' },
}

const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' }

/** Lower-case words of a to z and digits, joined by hyphens; empty if the text has none. In German, ä becomes ae. */
export function toSlug(text: string, locale = ''): string {
  const lower = text.normalize('NFC').toLowerCase()
  const spelled = /^de\b/i.test(locale)
    ? lower.replaceAll(/[äöü]/g, (letter) => umlauts[letter] ?? letter)
    : lower
  const plain = spelled
    .normalize('NFKD')
    .replaceAll(/[\p{M}'’ʼ]/gu, '')
    .replaceAll(/[^a-z0-9]/g, (letter) => letters[letter] ?? '-')
  return shorten(plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, ''), slugMax)
}

/** Cuts after a whole word if possible. */
export function shorten(slug: string, max: number): string {
  if (slug.length <= max) return slug
  const end = slug.lastIndexOf('-', max)
  return slug.slice(0, end > max / 2 ? end : max).replace(/-+$/, '')
}
