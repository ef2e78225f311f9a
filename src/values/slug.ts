import slugify from '@sindresorhus/slugify'
import { runtimeLocale } from './place.ts'

export const slugMax = 120

/** The library spells out `&` and some others in English. */
const symbols = /[\p{S}&]/gu
/** Parts of a word that give no letter: apostrophes and their like, soft hyphens, joiners and other invisible ones. */
const within = /['’‘ʼʻʹʾʿ＇´`׳״]|\p{Default_Ignorable_Code_Point}/gu
/** The library transliterates these as in German, whatever the language: `verguenza`, `zuerich`. */
const umlauts: [string, string][] = [
  ['ä', 'a'],
  ['ö', 'o'],
  ['ü', 'u'],
]

/**
 * A text as lower-case words of a to z and digits joined by hyphens, transliterated where it is not Latin; empty without
 * a letter, where that is impossible (Chinese, say). With a German locale, ä is ae.
 */
export function toSlug(text: string, locale = ''): string {
  const customReplacements = /^de\b/i.test(locale) ? [] : umlauts
  const words = text.replaceAll(within, '').replaceAll(symbols, ' ')
  const lower = words.normalize('NFKC').toLowerCase()
  const slug = slugify(lower, { locale: runtimeLocale(locale), customReplacements, decamelize: false })
  return /[a-z]/.test(slug) ? shorten(slug, slugMax) : ''
}

/** Cuts after a whole word where possible. */
export function shorten(slug: string, max: number): string {
  if (slug.length <= max) return slug
  const end = slug.lastIndexOf('-', max)
  return slug.slice(0, end > max / 2 ? end : max).replace(/-+$/, '')
}
