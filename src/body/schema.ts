import { z } from 'zod'
import { imageFields } from '../values/image.ts'
import { InnerKey, spanText } from '../values/text.ts'
import { checkBody, checkTextBlock } from './checks.ts'
import { MarkDef } from './mark-defs.ts'
import {
  charactersMax,
  closed,
  decoratorAliases,
  decorators,
  oneOf,
  typeName,
  unknownType,
  withoutNulls,
} from './names.ts'

const decorator = decorators.join(', ')

const SpanParts = closed({
  _type: typeName('span'),
  _key: InnerKey.optional().meta({ description: 'Key of the span, as some editors write it; kept' }),
  text: spanText(charactersMax).meta({
    description: 'The exact text, stored as sent; a line feed is a line break, a tab is allowed',
  }),
  marks: z
    .array(InnerKey.overwrite((mark) => decoratorAliases.get(mark) ?? mark))
    .max(20)
    .default([])
    .meta({
      description: `What applies to the text, in any order: decorators (${decorator}; \`strike-through\` is taken as \`strike\`) and the \`_key\` of marks of the same block; each at most once. Marks of consecutive spans are one mark over all of them`,
      example: ['strong'],
    }),
}).meta({ id: 'Span', description: 'A run of text with the same marks throughout' })
export const Span = z.preprocess(withoutNulls, SpanParts)

const blockKey = InnerKey.meta({
  description: 'Key of the block, unique within the body; corrections, figures and sources refer to it',
})

const BlockParts = closed({
  _type: typeName('block'),
  _key: blockKey,
  style: oneOf(['lead', 'normal', 'h2', 'h3', 'blockquote'], 'style')
    .meta({
      id: 'BlockStyle',
      description: 'Lead paragraph, paragraph, heading of the second or third level, or quotation',
    })
    .default('normal'),
  listItem: oneOf(['bullet', 'number'], 'list item')
    .meta({
      id: 'ListItem',
      description: 'Makes the block a list item; consecutive items form one list',
    })
    .optional(),
  level: z
    .int()
    .min(1)
    .max(3)
    .optional()
    .meta({ description: 'Depth of the list item, 1 when absent; only with `listItem`' }),
  markDefs: z
    .array(MarkDef)
    .max(1000)
    .default([])
    .meta({ description: 'Annotations that spans of this block can refer to' }),
  children: z
    .array(Span)
    .max(1000)
    .overwrite((spans) => (spans.length > 0 ? spans : [emptySpan()]))
    .meta({
      description:
        'Spans in reading order; at most 20,000 characters (Unicode code points) together. None is taken as one that is empty',
    }),
})

/** What an editor writes for a block without text. */
const emptySpan = (): Span => ({ _type: 'span', text: '', marks: [] })

export const TextBlock = BlockParts.superRefine(checkTextBlock).meta({
  id: 'TextBlock',
  description: 'A paragraph, heading, quotation or list item',
})

export const ImageBlock = closed({
  _type: typeName('image'),
  _key: blockKey,
  ...imageFields,
}).meta({ id: 'ImageBlock', description: 'An image between two blocks of text' })

export const Block = z.preprocess(
  withoutNulls,
  z
    .discriminatedUnion('_type', [TextBlock, ImageBlock], { error: unknownType('block', ['block', 'image']) })
    .meta({
      id: 'Block',
      description: 'One block of a body; more types may be added. A member that is null counts as absent',
    }),
)

export const Body = z.array(Block).min(1).max(2000).superRefine(checkBody).meta({
  id: 'Body',
  description:
    'The text of an article as 1 to 2,000 Portable Text blocks, with at least one visible character or an image. Contains no HTML.',
})

export type Body = z.infer<typeof Body>
export type Block = z.infer<typeof Block>
export type TextBlock = z.infer<typeof BlockParts>
export type ImageBlock = z.infer<typeof ImageBlock>
export type Span = z.infer<typeof SpanParts>
