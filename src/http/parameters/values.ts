import { z } from 'zod'

const valuesMax = 50

/** A parameter that takes any of several values, joined by commas. `value` says what each may be. */
export const anyOf = <Value extends z.ZodType<string, string>>(
  value: Value,
  description: string,
  example: string,
) =>
  z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(value).max(valuesMax, { message: `must not list more than ${valuesMax} values` }))
    .optional()
    .meta({
      description: `${description} Several are joined by commas: any of them.`,
      override: { type: 'string', example },
    })
