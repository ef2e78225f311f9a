import { z } from 'zod'
import { Jurisdiction, Locale } from '../../values/place.ts'
import { InstantInput } from '../../values/time.ts'

/** The parameters that several paths share, each described once. */

export const asOf = InstantInput.optional().meta({
  description:
    'The answer as it was at this moment, past or present: RFC 3339 with a zone (`+` is written %2B).',
})

export const limit = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, { message: 'must be a whole number from 1 to 100 in decimal digits' })
  .transform(Number)
  .refine((number) => number <= 100, { message: 'must be a whole number from 1 to 100 in decimal digits' })
  .optional()
  .meta({
    description: 'Items on a page, 1 to 100; 20 without it.',
    override: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  })

export const limitDefault = 20

export const cursor = z.string().min(1).max(512).optional().meta({
  description: 'Place in the list, as `page.next` gives it. It pins the moment at which the walk began.',
})

export const jurisdiction = Jurisdiction.optional().meta({
  description:
    'ISO 3166-1 alpha-2 country, or EU, or EEA: whose rules decide what stands beside the content. Without it the configured default.',
})

export const locale = Locale.optional().meta({
  description: 'BCP 47 language tag; the best match by RFC 4647 look-up.',
})

const seqMax = 15

/** A place on the tape: plain decimal digits. */
export const seq = z
  .string()
  .regex(new RegExp(`^(?:0|[1-9]\\d{0,${seqMax - 1}})$`), {
    message: 'must be a whole number in decimal digits',
  })
  .transform(Number)
  .optional()

export const minSeq = seq.meta({
  description: 'Answer only from a node that has seen this tape entry; else 503 `not-yet`.',
  override: { type: 'integer', minimum: 0 },
})

export const page = { limit, cursor }

/** The number of a version in a path. */
export const versionNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, { message: 'must be a whole number from 1' })
  .transform(Number)
  .meta({ description: 'Number of the version', override: { type: 'integer', minimum: 1 } })
