import { z } from 'zod'

const valuesMax = 50

/** A comma-separated parameter. `value` is the schema of each value. */
export const commaList = <Value extends z.ZodType<string, string>>(value: Value) =>
  z
    .string()
    .min(1)
    .transform((text) => text.split(','))
    .pipe(z.array(value).max(valuesMax, { message: `must not list more than ${valuesMax} values` }))

/** What the description of such a parameter ends with. */
export const severalValues = 'Several values, joined by commas, match any of them.'

/** A comma-separated parameter that matches any of its values. `value` is the schema of each. */
export const anyOf = <Value extends z.ZodType<string, string>>(
  value: Value,
  description: string,
  example: string,
) =>
  commaList(value)
    .optional()
    .meta({
      description: `${description} ${severalValues}`,
      override: { type: 'string', example },
    })
