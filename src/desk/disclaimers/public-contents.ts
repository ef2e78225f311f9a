import type { ArticleTraits } from '../../articles/kind.ts'
import { findNewestTraits } from '../../articles/listing/find-page.ts'
import type { Write } from '../../db/database.ts'
import type { PublicTraits } from '../../disclaimers/gaps.ts'
import { menusPublicAt, shownBy } from '../menus/contents.ts'

/** Number of newest articles checked: more than a front page shows, and still fast. */
const articlesMax = 500

/** Traits of the visible content to check: the newest articles, and every menu in each of its languages. */
export async function publicContents(write: Write): Promise<PublicTraits[]> {
  const articles = await findNewestTraits(write.tx, write.at, null, articlesMax)
  const menus = await menusPublicAt(write)
  return [...articles.map((traits): ArticleTraits => JSON.parse(traits)), ...menus.flatMap(shownBy)]
}
