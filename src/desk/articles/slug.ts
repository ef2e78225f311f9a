import { ArticleContent } from '../../articles/schema/article.ts'
import type { Queries } from '../../db/database.ts'
import { findByName } from '../../publishing/documents/documents.ts'
import { randomText } from '../../values/ids.ts'
import { shorten, slugMax, toSlug } from '../../values/slug.ts'

const numbersMax = 50

interface Titled {
  readonly headline: string
  readonly locale: string
  readonly type: string
}

/** Derives a free slug from the headline, with a suffix (`-2` to `-50`, then random) if it is taken. */
export async function findFreeSlug(tx: Queries, { headline, locale, type }: Titled): Promise<string> {
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
