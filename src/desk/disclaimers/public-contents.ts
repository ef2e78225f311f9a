import type { ArticleTraits } from '../../articles/kind.ts'
import { findNewestTraits } from '../../articles/listing/find-page.ts'
import type { Write } from '../../db/database.ts'
import type { Shown } from '../../disclaimers/gaps.ts'
import { menusPublicAt, shownBy } from '../menus/contents.ts'

/** The newest articles that are looked at: more than a front page shows, and still quick. */
const articlesMax = 500

/** What readers are shown now: the newest articles, and every menu in each of its languages. */
export async function publicContents(write: Write): Promise<Shown[]> {
  const articles = await findNewestTraits(write.tx, write.at, null, articlesMax)
  const menus = await menusPublicAt(write)
  return [...articles.map((traits): ArticleTraits => JSON.parse(traits)), ...menus.flatMap(shownBy)]
}
