import { z } from 'zod'
import { InnerKey, Key, line, WebUrl } from '../values/text.ts'
import { closed, typeName, unknownType, withoutNulls } from './names.ts'

const markKey = InnerKey.meta({
  description:
    'Key of the mark, unique within the block and not the name of a decorator; spans refer to it in `marks`',
})

// Allowlist patterns, because browsers drop tabs and line feeds from a URL and read a backslash as a slash.
const isMailAddress = (href: string) => /^mailto:[^\s\\@/]+@[^\s\\]+$/.test(href)
const isSitePath = (href: string) => /^\/(?!\/)[^\s\\]*$/.test(href)

const Href = line(2048)
  .refine((href) => WebUrl.safeParse(href).success || isMailAddress(href) || isSitePath(href), {
    message: 'must be an https, http or mailto URL, or a path of this site that starts with one slash',
  })
  .meta({
    description:
      'Target of the link: an absolute `https:` or `http:` URL without credentials, a `mailto:` URL, or a path of the site (`/…`, not `//…`)',
    example: 'https://www.example.com/report',
  })

const LinkMark = closed({ _type: typeName('link'), _key: markKey, href: Href }).meta({
  id: 'LinkMark',
  description: 'Makes the text a link; at most one per span',
})

export const EntityRel = z.enum(['about', 'mentions']).meta({
  id: 'EntityRel',
  description: 'Whether the article is about the entity or only mentions it (schema.org terms)',
})

const EntityMark = closed({
  _type: typeName('entity'),
  _key: markKey,
  entity: Key.meta({ description: 'Key of the entity' }),
  rel: EntityRel,
}).meta({ id: 'EntityMark', description: 'The text names an entity: organisation, person, place, product …' })

const InstrumentMark = closed({
  _type: typeName('instrument'),
  _key: markKey,
  instrument: Key.meta({ description: 'Key of the instrument' }),
}).meta({ id: 'InstrumentMark', description: 'The text names a tradable instrument' })

const FigureMark = closed({
  _type: typeName('figure'),
  _key: markKey,
  figure: InnerKey.meta({ description: 'Key in `keyFigures` of the same article' }),
}).meta({ id: 'FigureMark', description: 'The text states a key figure' })

const EventMark = closed({
  _type: typeName('event'),
  _key: markKey,
  event: InnerKey.meta({ description: 'Key in `timeline` of the same article' }),
}).meta({ id: 'EventMark', description: 'The text states when an event of the timeline happened' })

const SourceMark = closed({
  _type: typeName('source'),
  _key: markKey,
  source: InnerKey.meta({ description: 'Key in `sources` of the same article' }),
}).meta({ id: 'SourceMark', description: 'The text names a source' })

const QuoteMark = closed({
  _type: typeName('quote'),
  _key: markKey,
  quote: InnerKey.meta({ description: 'Key in `quotes` of the same article' }),
}).meta({ id: 'QuoteMark', description: 'The text is a quotation' })

const TermMark = closed({
  _type: typeName('term'),
  _key: markKey,
  definition: line(500).meta({ description: 'What the term means, one line of plain text' }),
}).meta({ id: 'TermMark', description: 'The text is a term that is defined here; at most one per span' })

const markTypes = ['link', 'entity', 'instrument', 'figure', 'event', 'source', 'quote', 'term']

const AnyMark = z
  .discriminatedUnion(
    '_type',
    [LinkMark, EntityMark, InstrumentMark, FigureMark, EventMark, SourceMark, QuoteMark, TermMark],
    { error: unknownType('annotation', markTypes) },
  )
  .meta({ id: 'MarkDef', description: 'An annotation that spans of the same block refer to by `_key`' })
export const MarkDef = z.preprocess(withoutNulls, AnyMark)
export type MarkDef = z.infer<typeof AnyMark>
