import { ArticleContent } from '../../articles/schema/article.ts'
import type { Queries } from '../../db/database.ts'
import { findByName } from '../../publishing/documents/documents.ts'
import { randomText } from '../../values/ids.ts'

const slugMax = 120
const numbersMax = 50

/** Letters of Latin scripts that are no base letter with a mark on it. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
  ŧ: 't',
  ĸ: 'k',
  ŀ: 'l',
  ŉ: 'n',
  ſ: 's',
  ƒ: 'f',
  ə: 'e',
}

const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue' }

/** A text as lower-case words of a to z and digits joined by hyphens; empty where it has no Latin letter or digit. */
export function toSlug(text: string, locale: string): string {
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

/** Cuts behind a whole word where there is one. */
function shorten(slug: string, max: number): string {
  if (slug.length <= max) return slug
  const end = slug.lastIndexOf('-', max)
  return slug.slice(0, end > max / 2 ? end : max).replace(/-+$/, '')
}

/** What a slug is made from. */
interface Titled {
  readonly headline: string
  readonly locale: string
  readonly type: string
}

/** A free slug made from the headline: `-2`, `-3` … behind it where it is taken. */
export async function freeSlug(tx: Queries, { headline, locale, type }: Titled): Promise<string> {
  const wanted = toSlug(headline, locale) || toSlug(type, locale)
  for (let number = 1; number <= numbersMax; number += 1) {
    const slug = number === 1 ? wanted : withEnding(wanted, String(number))
    if (await isFree(tx, slug)) return slug
  }
  return withEnding(wanted, randomText(10))
}

const withEnding = (slug: string, ending: string) => `${shorten(slug, slugMax - ending.length - 1)}-${ending}`

const isFree = async (tx: Queries, slug: string): Promise<boolean> =>
  ArticleContent.shape.slug.safeParse(slug).success && (await findByName(tx, 'article', slug, '')) === null
