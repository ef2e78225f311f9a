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

/** The same, with the total that `total=true` asks for. */
export function countedListOf<Item extends z.ZodType>(item: Item) {
  const { data, page } = listOf(item).shape
  return z.object({
    data,
    page: page
      .extend({
        total: z.int().optional().describe('With `total=true`: how many there are, exact up to 20,000'),
        totalCapped: z.literal(true).optional().describe('There are at least as many as `total` says'),
      })
      .describe('Where the list goes on'),
  })
}

/** One thing that is JSON already, in pieces. */
export const oneBytes = (pieces: readonly Buffer[]): Buffer => Buffer.concat([oneBegin, ...pieces, oneEnd])

/** One item of a list, as JSON in pieces. */
export interface Item {
  readonly pieces: readonly Buffer[]
  /** Names the pieces by hashes that were made before; null where they are not known. */
  readonly digest: string | null
}

/** A list of things that are JSON already. */
export function listBytes(
  items: readonly Item[],
  page: object,
): { readonly bytes: Buffer; readonly digest: string | null } {
  const parts: Buffer[] = [listBegin]
  for (const { pieces } of items) parts.push(...pieces, comma)
  // The comma behind the last item.
  if (items.length > 0) parts.pop()
  const end = JSON.stringify(page)
  const bytes = Buffer.concat([...parts, Buffer.from(`],"page":${end}}`)])
  const isNamed = items.every(({ digest }) => digest !== null)
  return { bytes, digest: isNamed ? items.map(({ digest }) => digest).join(' ') + end : null }
}

const oneBegin = Buffer.from('{"data":')
const oneEnd = Buffer.from('}')
const listBegin = Buffer.from('{"data":[')
const comma = Buffer.from(',')
