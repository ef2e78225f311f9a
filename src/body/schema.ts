import { z } from 'zod'
import { InnerKey, Key, lengthOf, line, spanText, visible, WebUrl } from '../values/text.ts'

const charactersMax = 20_000

const decorators = ['strong', 'em', 'code', 'sub', 'sup', 'strike'] as const
export type Decorator = (typeof decorators)[number]
const decoratorNames = new Set<string>(decorators)

const typeName = <Name extends string>(name: Name) =>
  z.literal(name).describe('Type of the object; clients ignore unknown types')

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

const LinkMark = z
  .strictObject({ _type: typeName('link'), _key: markKey, href: Href })
  .meta({ id: 'LinkMark', description: 'Makes the text a link; at most one per span' })

const EntityMark = z
  .strictObject({
    _type: typeName('entity'),
    _key: markKey,
    entity: Key.meta({ description: 'Key of the entity' }),
    rel: z
      .enum(['about', 'mentions'])
      .meta({ description: 'Whether the story is about the entity or only mentions it (schema.org terms)' }),
  })
  .meta({ id: 'EntityMark', description: 'The text names an entity: organisation, person, place, product …' })

const InstrumentMark = z
  .strictObject({
    _type: typeName('instrument'),
    _key: markKey,
    instrument: Key.meta({ description: 'Key of the instrument' }),
  })
  .meta({ id: 'InstrumentMark', description: 'The text names a tradable instrument' })

const FigureMark = z
  .strictObject({
    _type: typeName('figure'),
    _key: markKey,
    figure: InnerKey.meta({ description: 'Key in `keyFigures` of the same article' }),
  })
  .meta({ id: 'FigureMark', description: 'The text states a key figure' })

const EventMark = z
  .strictObject({
    _type: typeName('event'),
    _key: markKey,
    event: InnerKey.meta({ description: 'Key in `timeline` of the same article' }),
  })
  .meta({ id: 'EventMark', description: 'The text states when an event of the timeline happened' })

const SourceMark = z
  .strictObject({
    _type: typeName('source'),
    _key: markKey,
    source: InnerKey.meta({ description: 'Key in `sources` of the same article' }),
  })
  .meta({ id: 'SourceMark', description: 'The text names a source' })

const QuoteMark = z
  .strictObject({
    _type: typeName('quote'),
    _key: markKey,
    quote: InnerKey.meta({ description: 'Key in `quotes` of the same article' }),
  })
  .meta({ id: 'QuoteMark', description: 'The text is a quotation' })

const TermMark = z
  .strictObject({
    _type: typeName('term'),
    _key: markKey,
    definition: line(500).meta({ description: 'What the term means, one line of plain text' }),
  })
  .meta({ id: 'TermMark', description: 'The text is a term that is defined here; at most one per span' })

export const MarkDef = z
  .discriminatedUnion('_type', [
    LinkMark,
    EntityMark,
    InstrumentMark,
    FigureMark,
    EventMark,
    SourceMark,
    QuoteMark,
    TermMark,
  ])
  .meta({ id: 'MarkDef', description: 'An annotation that spans of the same block refer to by `_key`' })

export const Span = z
  .strictObject({
    _type: typeName('span'),
    text: spanText(charactersMax).meta({
      description: 'The exact text, stored as sent; a line feed is a line break, a tab is allowed',
    }),
    marks: z
      .array(InnerKey)
      .max(20)
      .meta({
        description: `What applies to the text, outermost first: a decorator (${decorators.join(', ')}) or the \`_key\` of a mark of the same block; each at most once`,
        example: ['strong'],
      }),
  })
  .meta({ id: 'Span', description: 'A run of text with the same marks throughout' })

const blockKey = InnerKey.meta({
  description: 'Key of the block, unique within the body; corrections, figures and sources refer to it',
})

const BlockParts = z.strictObject({
  _type: typeName('block'),
  _key: blockKey,
  style: z
    .enum(['lead', 'normal', 'h2', 'h3', 'blockquote'])
    .meta({ description: 'Lead paragraph, paragraph, heading of the second or third level, or quotation' }),
  listItem: z
    .enum(['bullet', 'number'])
    .optional()
    .meta({ description: 'Makes the block a list item; consecutive items form one list' }),
  level: z
    .int()
    .min(1)
    .max(3)
    .optional()
    .meta({ description: 'Depth of the list item, 1 when absent; only with `listItem`' }),
  markDefs: z
    .array(MarkDef)
    .max(1000)
    .meta({ description: 'Annotations that spans of this block can refer to' }),
  children: z.array(Span).min(1).max(1000).meta({
    description: 'Spans in reading order; at most 20,000 characters (Unicode code points) together',
  }),
})

export const TextBlock = BlockParts.superRefine(checkTextBlock).meta({
  id: 'TextBlock',
  description: 'A paragraph, heading, quotation or list item',
})

export const ImageBlock = z
  .strictObject({
    _type: typeName('image'),
    _key: blockKey,
    url: WebUrl.meta({ description: 'Absolute `https:` or `http:` URL of the image' }),
    alt: line(500).meta({ description: 'Alternative text for readers who cannot see the image' }),
    caption: line(1000).nullable().meta({ description: 'Caption below the image' }),
    credit: line(200).nullable().meta({ description: 'Credit: the source of the image' }),
    width: z.int().min(1).max(100_000).nullable().meta({ description: 'Width in pixels' }),
    height: z.int().min(1).max(100_000).nullable().meta({ description: 'Height in pixels' }),
  })
  .meta({ id: 'ImageBlock', description: 'An image between two blocks of text' })

export const Block = z
  .discriminatedUnion('_type', [TextBlock, ImageBlock])
  .meta({ id: 'Block', description: 'One block of a body; more types may be added' })

export const Body = z.array(Block).min(1).max(2000).superRefine(checkBody).meta({
  id: 'Body',
  description:
    'The text of an article as 1 to 2,000 Portable Text blocks, with at least one visible character or an image. Contains no HTML.',
})

export type Body = z.infer<typeof Body>
export type Block = z.infer<typeof Block>
export type TextBlock = z.infer<typeof BlockParts>
export type ImageBlock = z.infer<typeof ImageBlock>
export type Span = z.infer<typeof Span>
export type MarkDef = z.infer<typeof MarkDef>

type Context = Pick<z.RefinementCtx, 'addIssue'>

function checkTextBlock(block: TextBlock, context: Context): void {
  const refuse = (message: string, path: (string | number)[]) =>
    context.addIssue({ code: 'custom', message, path })
  if (block.level !== undefined && block.listItem === undefined)
    refuse('is allowed only on a block with listItem', ['level'])
  if (block.children.reduce((sum, { text }) => sum + lengthOf(text), 0) > charactersMax)
    refuse(`must not have more than ${charactersMax} characters together`, ['children'])
  checkKeys(block.markDefs, (message, at) => refuse(message, ['markDefs', at, '_key']))
  for (const [at, { _key }] of block.markDefs.entries())
    if (decoratorNames.has(_key)) refuse('is the name of a decorator', ['markDefs', at, '_key'])
  const types = new Map<string, MarkDef['_type']>(block.markDefs.map(({ _key, _type }) => [_key, _type]))
  for (const [at, { marks }] of block.children.entries())
    checkMarks(marks, types, (message, index) => refuse(message, ['children', at, 'marks', index]))
}

function checkMarks(
  marks: string[],
  types: Map<string, MarkDef['_type']>,
  refuse: (message: string, at: number) => void,
): void {
  const seen = new Set<string>()
  for (const [at, mark] of marks.entries()) {
    const type = types.get(mark)
    if (!type && !decoratorNames.has(mark)) refuse('is neither a decorator nor a mark of this block', at)
    // HTML has no link within a link and no term within a term.
    const once = type === 'link' || type === 'term' ? `one ${type}` : mark
    if (seen.has(once)) refuse(once === mark ? 'is a duplicate' : `is a second ${type} on the span`, at)
    seen.add(once)
  }
}

function checkBody(body: Block[], context: Context): void {
  checkKeys(body, (message, at) => context.addIssue({ code: 'custom', message, path: [at, '_key'] }))
  if (!body.some(isVisible))
    context.addIssue({ code: 'custom', message: 'has no visible character and no image', path: [] })
}

const isVisible = (block: Block): boolean =>
  block._type === 'image' || block.children.some(({ text }) => visible.test(text))

function checkKeys(keyed: { _key: string }[], refuse: (message: string, at: number) => void): void {
  const seen = new Set<string>()
  for (const [at, { _key }] of keyed.entries()) {
    if (seen.has(_key)) refuse('is a duplicate', at)
    seen.add(_key)
  }
}
