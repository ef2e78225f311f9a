import { z } from 'zod'

/** The envelope of a list of these. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    data: z.array(item).describe('The items of this page'),
    page: z
      .object({
        limit: z.int().describe('The most items that a page holds'),
        next: z
          .string()
          .nullable()
          .describe(
            'Address of the next page, to be followed as it is; null on the last one. A page may be short while it is set',
          ),
      })
      .describe('Where the list goes on'),
  })

/** The envelope of one of these. */
export const oneOf = <Item extends z.ZodType>(item: Item) => z.object({ data: item })
