import { z } from 'zod'
import type { PlainKind } from './kinds.ts'
import type * as schema from './schema.ts'

/** A kind with the answer about one of its documents. */
export type Described<Content> = PlainKind<Content> & { readonly answer: ReturnType<typeof schema.answer> }

/** Who may write or publish a kind reads it. */
export const reading = ({ scopes }: PlainKind<unknown>) => [scopes.write, scopes.publish] as const
export const base = ({ plural }: PlainKind<unknown>) => `/admin/v1/${plural}`
export const ofOne = ({ noun, idExample }: PlainKind<unknown>) =>
  z.strictObject({
    id: z
      .string()
      .max(64)
      .meta({ description: `Id of ${noun}`, example: idExample }),
  })
