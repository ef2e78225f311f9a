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
  severity: z.enum(severities).describe('Whether a reader could have based a decision on it'),
  blockKey: orNull(InnerKey).describe('`_key` of the block concerned'),
  was: prose(5000).describe('What the article said before'),
  is: prose(5000).describe('What it says now'),
  note: prose(5000).describe('The notice to readers'),
  patch: MergePatch.describe('Changes to the public version, as a merge patch (RFC 7396)'),
})

export const DeskCorrection = z
  .object({
    ...Correction.shape,
    articleId: identity.id,
    revision: identity.revision,
    state: identity.state,
    publication: Publication.describe('The publication of the corrected version'),
  })
  .meta({ id: 'DeskCorrection', description: 'A public notice and the version published with it' })

export const RetractionOrder = z.strictObject({
  kind: z
    .enum(['kill', 'withdrawal'])
    .describe('`kill`: fundamentally wrong or unlawful. `withdrawal`: rights, duplicate, takedown'),
  notice: prose(5000).describe('The notice that readers get instead of the article'),
})

export const DeskRetraction = z
  .object({
    id: z.string().describe('Id of the notice, `cor_…`'),
    articleId: identity.id,
    revision: identity.revision,
    state: identity.state,
    kind: RetractionOrder.shape.kind,
    notice: RetractionOrder.shape.notice,
    at: InstantText.describe('When it was retracted'),
  })
  .meta({ id: 'DeskRetraction', description: 'The retraction of an article and its public notice' })
