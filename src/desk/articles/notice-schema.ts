import { z } from 'zod'
import { Correction } from '../../articles/schema/article.ts'
import { correctionKinds, severities } from '../../publishing/acts/correct.ts'
import { orNull } from '../../values/lists.ts'
import { InnerKey, prose } from '../../values/text.ts'
import { InstantText } from '../../values/time.ts'
import { MergePatch, Publication } from '../documents/schema.ts'
import { identity } from './schema.ts'

export const CorrectionOrder = z.strictObject({
  kind: z.enum(correctionKinds).describe('Whether something was wrong, or only unclear'),
  severity: z.enum(severities).describe('Whether a decision could rest on it'),
  blockKey: orNull(InnerKey).describe('`_key` of the block that it concerns'),
  was: prose(5000).describe('What the article said before'),
  is: prose(5000).describe('What it says now'),
  note: prose(5000).describe('What readers are told'),
  patch: MergePatch.describe('What changes in the public version, as a merge patch (RFC 7396)'),
})

export const DeskCorrection = z
  .object({
    ...Correction.shape,
    articleId: identity.id,
    revision: identity.revision,
    state: identity.state,
    publication: Publication.describe('The publication that brought it'),
  })
  .meta({ id: 'DeskCorrection', description: 'A public notice, and the version that came with it' })

export const RetractionOrder = z.strictObject({
  kind: z
    .enum(['kill', 'withdrawal'])
    .describe('`kill`: fundamentally wrong or unlawful. `withdrawal`: rights, duplicate, takedown'),
  notice: prose(5000).describe('What readers are told in its place'),
})

export const DeskRetraction = z
  .object({
    id: z.string().describe('Id of the notice, `cor_…`'),
    articleId: identity.id,
    revision: identity.revision,
    state: identity.state,
    kind: RetractionOrder.shape.kind,
    notice: RetractionOrder.shape.notice,
    at: InstantText.describe('When it was withdrawn'),
  })
  .meta({ id: 'DeskRetraction', description: 'The end of an article, and what readers are told' })
