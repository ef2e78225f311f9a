import { z } from 'zod'
import { Jurisdiction, Locale } from '../../values/place.ts'
import { InstantInput } from '../../values/time.ts'

export const asOf = InstantInput.optional().meta({
  description: 'Answer as of this past or present moment: RFC 3339 with a time zone (encode `+` as %2B).',
})

export const limit = z
  .string()
  .regex(/^[1-9]\d{0,2}$/, { message: 'must be a whole number from 1 to 100 in decimal digits' })
  .transform(Number)
  .refine((number) => number <= 100, { message: 'must be a whole number from 1 to 100 in decimal digits' })
  .optional()
  .meta({
    description: 'Items per page, 1 to 100; default 20. A page ends early once it holds 4 MiB.',
    override: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
  })

export const limitDefault = 20

export const cursor = z.string().min(1).max(512).optional().meta({
  description:
    'Position in the list, taken from `page.next`. It pins all pages to the moment of the first one.',
})

export const jurisdiction = Jurisdiction.optional().meta({
  description:
    'Jurisdiction whose rules decide which disclaimers are sent: ISO 3166-1 alpha-2 country, EU or EEA. Default: as configured.',
})

export const locale = Locale.optional().meta({
  description: 'BCP 47 language tag; the best match is chosen by RFC 4647 lookup.',
})

const seqMax = 15

/** A sequence number of the tape, in decimal digits. */
export const seq = z
  .string()
  .regex(new RegExp(`^(?:0|[1-9]\\d{0,${seqMax - 1}})$`), {
    message: 'must be a whole number in decimal digits',
  })
  .transform(Number)
  .optional()

export const minSeq = seq.meta({
  description: 'Answer only if this node has seen this tape entry; otherwise 503 `not-yet`.',
  override: { type: 'integer', minimum: 0 },
})

export const page = { limit, cursor }

export const versionNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, { message: 'must be a whole number from 1' })
  .transform(Number)
  .meta({ description: 'Version number', override: { type: 'integer', minimum: 1, example: 1 } })
