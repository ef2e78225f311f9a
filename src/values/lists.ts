import { z } from 'zod'

/** A list in which no two items have the same identity; the later one is at fault. */
export const distinctList = <Item extends z.ZodType>(
  item: Item,
  itemsMax: number,
  identity: (item: z.output<Item>) => string,
) =>
  z
    .array(item)
    .max(itemsMax)
    .superRefine((items, context) => {
      const seen = new Set<string>()
      for (const [index, one] of items.entries()) {
        const name = identity(one)
        if (seen.has(name))
          context.addIssue({ code: 'custom', path: [index], message: 'repeats an earlier item of the list' })
        seen.add(name)
      }
    })

/** What may be left out: null then. */
export const orNull = <Value extends z.ZodType>(value: Value) => value.nullable().default(null)
