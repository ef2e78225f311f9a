import { z } from 'zod'
import { oneOf } from '../../http/endpoints/envelope.ts'
import { DeskArticle } from './schema.ts'

export const tag = 'Desk'

/** Who may read: each of the two scopes is of no use without. */
export const reading = ['articles:write', 'articles:publish'] as const
export const writing = ['articles:write'] as const
export const publishing = ['articles:publish'] as const

export const articleId = z
  .string()
  .max(64)
  .meta({ description: 'Id of the article', example: 'art_7h2k9m4n1p8q3r5t' })
export const ofArticle = z.strictObject({ id: articleId })

/** The whole answer about one article. */
export const One = oneOf(DeskArticle)
