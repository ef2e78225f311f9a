import { z } from 'zod'
import { bodyForms, fieldNames } from './shape.ts'

export const idOrSlug = z
  .string()
  .describe('Id (`art_…`) or slug. An earlier slug answers 308 with the current address.')

export const body = z
  .enum(bodyForms, { message: `must be one of ${bodyForms.join(', ')}` })
  .optional()
  .meta({
    description:
      'Form of the body: `blocks` (field `body`), `html` (`bodyHtml`), `markdown` (`bodyMarkdown`), `text` (`bodyText`) or `none`. Lists give `none`, single articles `blocks`.',
  })

const fieldsMax = 50

/** Top-level names, joined by commas. */
export const fields = z
  .string()
  .max(1_000)
  .transform((text) => text.split(','))
  .refine((names) => names.length <= fieldsMax && names.every((name) => fieldNames.includes(name)), {
    message: `must list names of fields, joined by commas: ${fieldNames.join(', ')}`,
  })
  .optional()
  .meta({
    description:
      'Only these top-level fields, joined by commas. `body` stands for the body in the form that `body` asks for.',
    override: { type: 'string', example: 'headline,summary,publishedAt' },
  })

export const versionNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, { message: 'must be a whole number from 1' })
  .transform(Number)
  .meta({ description: 'Number of the version', override: { type: 'integer', minimum: 1 } })
