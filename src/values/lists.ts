import { z } from 'zod'

/** A list without duplicates by `identity`; the later duplicate is reported. */
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

/** An optional field; null by default. */
export const orNull = <Value extends z.ZodType>(value: Value) => value.nullable().default(null)
