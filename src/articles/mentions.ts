import { topicKey } from '../references/put.ts'
import type { ArticleContent } from './schema/article.ts'

/** A reference in an article, and its position. */
export interface Named {
  readonly kind: 'entity' | 'instrument' | 'topic'
  readonly key: string
  /** JSON pointer (RFC 6901) into the article. */
  readonly pointer: string
}

/** Every reference in an article: in its lists, its key facts and the annotations of its text. */
export function mentionsIn(content: ArticleContent): Named[] {
  const { entities, instruments, topics, keyFigures, timeline, sources, quotes } = content
  return [
    ...entities.flatMap(({ key }, at) => entity(key, `/entities/${at}`)),
    ...instruments.flatMap(({ key, via }, at): Named[] => [
      { kind: 'instrument', key, pointer: `/instruments/${at}` },
      ...entity(via, `/instruments/${at}/via`),
    ]),
    ...topics.map((topic, at): Named => ({ kind: 'topic', key: topicKey(topic), pointer: `/topics/${at}` })),
    ...keyFigures.flatMap(({ subject }, at) => entity(subject, `/keyFigures/${at}/subject`)),
    ...timeline.flatMap((event, at) =>
      event.entities.flatMap((key, place) => entity(key, `/timeline/${at}/entities/${place}`)),
    ),
    ...sources.flatMap((source, at) => entity(source.entity, `/sources/${at}/entity`)),
    ...quotes.flatMap(({ speaker }, at) => entity(speaker, `/quotes/${at}/speaker`)),
    ...annotated(content),
  ]
}

const entity = (key: string | null, pointer: string): Named[] =>
  key ? [{ kind: 'entity', key, pointer }] : []

const annotated = ({ body }: ArticleContent): Named[] =>
  body.flatMap((block, at) =>
    block._type !== 'block'
      ? []
      : block.markDefs.flatMap((mark, index): Named[] => {
          const pointer = `/body/${at}/markDefs/${index}/${mark._type}`
          if (mark._type === 'entity') return entity(mark.entity, pointer)
          return mark._type === 'instrument' ? [{ kind: 'instrument', key: mark.instrument, pointer }] : []
        }),
  )
