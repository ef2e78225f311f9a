import { z } from 'zod'

export const Page = z
  .object({
    limit: z.int().describe('Maximum number of items on a page'),
    next: z
      .string()
      .nullable()
      .describe(
        'URL of the next page, to be followed unchanged; null on the last page. A page can have fewer items than `limit` even if this is set',
      ),
    total: z
      .int()
      .optional()
      .describe('With `total=true`, where a list takes it: number of items in the list, exact up to 20,000'),
    totalCapped: z.literal(true).optional().describe('`total` is a lower bound'),
    facetsCapped: z.literal(true).optional().describe('The counts of `facets` are lower bounds'),
  })
  .meta({ id: 'Page', description: 'Pagination' })

export const Links = z
  .object({ self: z.string().describe('Relative URL of what is described here') })
  .meta({ id: 'Links', description: 'Relative URLs' })

/** Schema of a list: `data` and `page`. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item).describe('The items of this page'), page: Page })

/** Schema of a single object: `data`. */
export const oneOf = <Item extends z.ZodType>(item: Item) => z.object({ data: item })

/** The body for a single object whose JSON is given in pieces. */
export const oneBytes = (pieces: readonly Buffer[]): Buffer => Buffer.concat([oneBegin, ...pieces, oneEnd])

/** One item of a list, as JSON in pieces. */
export interface Item {
  readonly pieces: readonly Buffer[]
  /** Known hashes of the pieces, for the entity tag; null if there are none. */
  readonly digest: string | null
}

/** The body for a list of items whose JSON is given in pieces; `beside` stands beside `data` and `page`. */
export function listBytes(
  items: readonly Item[],
  page: object,
  beside: object = {},
): { readonly bytes: Buffer; readonly digest: string | null } {
  const parts: Buffer[] = [listBegin]
  for (const { pieces } of items) parts.push(...pieces, comma)
  // Drop the comma after the last item.
  if (items.length > 0) parts.pop()
  const end = `],${JSON.stringify({ page, ...beside }).slice(1)}`
  const bytes = Buffer.concat([...parts, Buffer.from(end)])
  const isNamed = items.every(({ digest }) => digest !== null)
  return { bytes, digest: isNamed ? items.map(({ digest }) => digest).join(' ') + end : null }
}

const oneBegin = Buffer.from('{"data":')
const oneEnd = Buffer.from('}')
const listBegin = Buffer.from('{"data":[')
const comma = Buffer.from(',')
