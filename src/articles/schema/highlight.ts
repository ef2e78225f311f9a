import { z } from 'zod'

export const Highlight = z
  .object({
    field: z
      .enum([
        'headline',
        'shortHeadline',
        'summary',
        'keyPoints',
        'body',
        'keyFigures',
        'entities',
        'instruments',
        'authors',
      ])
      .meta({ id: 'HighlightField', description: 'Field of the article' }),
    fragments: z
      .array(
        z
          .object({
            text: z.string().describe('A part of the field, or all of it'),
            hits: z
              .array(z.tuple([z.int().min(0), z.int().min(1)]))
              .describe('Start and length of each hit in `text`, in Unicode code points'),
            html: z.string().describe('`text` as HTML with each hit in `<mark>`; everything else is escaped'),
          })
          .meta({ id: 'Fragment', description: 'A part of a text with what a search has found in it' }),
      )
      .describe('At most three, in reading order'),
  })
  .meta({ id: 'Highlight', description: 'Where a search has found an article' })
export type Highlight = z.output<typeof Highlight>
