import slugify from '@sindresorhus/slugify'

export const slugMax = 120

/** The library spells out `&` and some others in English. */
const symbols = /[\p{S}&]/gu
const apostrophes = /['’ʼ]/g
/** The library transliterates these as in German, whatever the language: `verguenza`, `zuerich`. */
const umlauts: [string, string][] = [
  ['ä', 'a'],
  ['ö', 'o'],
  ['ü', 'u'],
]

/**
 * A text as lower-case words of a to z and digits joined by hyphens, transliterated where it is not Latin; empty where
 * that is impossible (Chinese, say). With a German locale, ä is ae.
 */
export function toSlug(text: string, locale = ''): string {
  const customReplacements = /^de\b/i.test(locale) ? [] : umlauts
  const words = text.replaceAll(symbols, ' ').replaceAll(apostrophes, '')
  const lower = words.normalize('NFKC').toLowerCase()
  return shorten(slugify(lower, { locale, customReplacements, decamelize: false }), slugMax)
}

/** Cuts after a whole word where possible. */
export function shorten(slug: string, max: number): string {
  if (slug.length <= max) return slug
  const end = slug.lastIndexOf('-', max)
  return slug.slice(0, end > max / 2 ? end : max).replace(/-+$/, '')
}
