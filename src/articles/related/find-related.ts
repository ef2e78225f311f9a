import { padded } from '../../db/compiled.ts'
import type { Queries } from '../../db/database.ts'
import type { Pacer } from '../../kernel/pacer.ts'
import type { Instant } from '../../values/time.ts'
import type { ArticleTraits } from '../kind.ts'
import { blockingTerms } from '../terms.ts'
import { translationGroups } from '../translations.ts'
import { type Related, rank, rarityOf, type Shared } from './rank.ts'
import { newestWithTerm } from './store.ts'
import { subjectsOf, translationPoints } from './subjects.ts'

/** Articles that are compared by one subject, the newest; how rare it is is counted among them. */
const othersMax = 100
/** Versions that are examined for them, since superseded ones stand between. */
const examinedMax = 400

interface Asked {
  readonly id: string
  readonly traits: ArticleTraits
  readonly at: Instant
  readonly jurisdiction: string | null
}

/** All public articles that have something in common with an article, the most related first. */
export async function findRelated(
  reading: { readonly db: Queries; readonly pacer: Pacer },
  { id, traits, at, jurisdiction }: Asked,
): Promise<Related[]> {
  const { db, pacer } = reading
  const groups = await translationGroups(reading, [id], { at, jurisdiction })
  const translations = (groups.get(id) ?? []).filter((one) => one.id !== id)
  const shared: Shared[] = translations.map((one) => ({
    kind: 'translation',
    key: one.locale,
    points: translationPoints,
    others: [{ id: one.publicationId, document_id: one.id, published_at: one.publishedAt }],
  }))
  const excluded = padded(blockingTerms(jurisdiction))
  for (const { kind, key, term, points, isWeighed } of subjectsOf(traits)) {
    if (pacer.isSpent()) await pacer.turn()
    const others = await newestWithTerm(db, {
      ...{ term, at, article: id, excluded, examined: examinedMax, limit: othersMax },
    })
    const weight = isWeighed ? rarityOf(others.length) : 1
    shared.push({ kind, key, points: points * weight, others })
  }
  return rank(shared)
}
