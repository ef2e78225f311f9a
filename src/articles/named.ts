import type { ReferenceKind } from '../db/tables.ts'
import type { ArticleContent } from './schema.ts'

/** A reference that an article names beside its lists, and where. */
export interface Named {
  readonly kind: ReferenceKind
  readonly key: string
  /** JSON pointer (RFC 6901) into the article. */
  readonly pointer: string
}

/** The references that facts, annotations of the text, and instruments name. The lists themselves are not in it. */
export function namedIn(content: ArticleContent): Named[] {
  const { instruments, keyFigures, timeline, sources, quotes } = content
  return [
    ...instruments.flatMap(({ via }, at) => entity(via, `/instruments/${at}/via`)),
    ...keyFigures.flatMap(({ subject }, at) => entity(subject, `/keyFigures/${at}/subject`)),
    ...timeline.flatMap(({ entities }, at) =>
      entities.flatMap((key, place) => entity(key, `/timeline/${at}/entities/${place}`)),
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
