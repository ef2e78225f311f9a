import { z } from 'zod'
import type { Tag } from '../../http/endpoints/endpoint.ts'
import { oneOf } from '../../http/parameters/envelope.ts'
import { DeskArticle } from './schema.ts'

export const tag: Tag = {
  name: 'Desk',
  description: 'The desk: articles on their way to readers, and what makes them public',
}

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
