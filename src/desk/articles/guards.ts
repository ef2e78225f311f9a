import { traitsOf } from '../../articles/kind.ts'
import { referenceFaults } from '../../articles/references.ts'
import type { ArticleContent } from '../../articles/schema/article.ts'
import { blockText } from '../../body/text.ts'
import type { Write } from '../../db/database.ts'
import type { ServedAudiences } from '../../disclaimers/gaps.ts'
import type { Fault } from '../../kernel/refusal.ts'
import type { Instant } from '../../values/time.ts'
import { requireFaultless, unresolvedDisclaimers } from '../documents/guard-faults.ts'
import { isTranslatedAlike, translationFaults } from './translations.ts'

/**
 * Throws 422 `publish-guard-failed` or `retired-reference` with every fault that forbids making the content public from
 * `visibleFrom` on. Pointers refer to the article. `others` are faults that the caller has already found; the
 * original of a translation is not looked at again if `before`, the public content, names it already.
 */
export async function requirePublishable(
  { tx, at }: Write,
  service: ServedAudiences,
  id: string,
  content: ArticleContent,
  visibleFrom: Instant,
  others: readonly Fault[] = [],
  before: ArticleContent | null = null,
): Promise<void> {
  const shown = { shown: traitsOf(content), pointer: '/disclaimers' }
  const found = await Promise.all([
    referenceFaults(tx, content, at),
    isTranslatedAlike(before, content) ? [] : translationFaults(tx, id, content, visibleFrom),
    unresolvedDisclaimers(tx, service, [shown], visibleFrom),
  ])
  const faults = [
    ...others,
    ...early(content, visibleFrom),
    ...blockingNotes(content),
    ...unsourcedFigures(content),
    ...unanchored(content),
    ...found.flat(),
  ]
  requireFaultless(faults, 'article')
}

function early({ publishedAt }: ArticleContent, visibleFrom: Instant): Fault[] {
  if (publishedAt === null || publishedAt <= visibleFrom) return []
  const detail = 'must not be later than the moment of publication'
  return [{ pointer: '/publishedAt', code: 'published-in-the-future', detail }]
}

const blockingNotes = ({ editorialNotes }: ArticleContent): Fault[] =>
  editorialNotes.flatMap(({ blocking }, index) =>
    blocking
      ? [{ pointer: `/editorialNotes/${index}`, code: 'blocking-note', detail: 'blocks publishing' }]
      : [],
  )

const unsourcedFigures = ({ keyFigures }: ArticleContent): Fault[] =>
  keyFigures.flatMap(({ sourceKey, sourceNote }, index) =>
    sourceKey === null && sourceNote === null
      ? [
          {
            pointer: `/keyFigures/${index}/sourceKey`,
            code: 'source-missing',
            detail: 'must name a source, or sourceNote must say why there is none',
          },
        ]
      : [],
  )

/** Key facts whose text does not occur in the block that they are anchored to. */
function unanchored({ body, keyFigures, timeline, sources, quotes }: ArticleContent): Fault[] {
  const texts = new Map(body.map((block) => [block._key, blockText(block)]))
  const check = (pointer: string, words: string, blockKey: string | null): Fault[] =>
    blockKey === null || texts.get(blockKey)?.includes(words)
      ? []
      : [{ pointer, code: 'text-not-found', detail: 'does not occur in the text of its block' }]
  return [
    ...keyFigures.flatMap((one, index) => check(`/keyFigures/${index}/quote`, one.quote, one.blockKey)),
    ...timeline.flatMap((one, index) => check(`/timeline/${index}/text`, one.text, one.blockKey)),
    ...sources.flatMap((one, index) => check(`/sources/${index}/stated`, one.stated, one.blockKey)),
    ...quotes.flatMap((one, index) => check(`/quotes/${index}/text`, one.text, one.blockKey)),
  ]
}
