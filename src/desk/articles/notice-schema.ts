import { z } from 'zod'
import { Correction, CorrectionKind, CorrectionSeverity } from '../../articles/schema/article.ts'
import { orNull } from '../../values/lists.ts'
import { MergePatch } from '../../values/merge-patch.ts'
import { InnerKey, prose } from '../../values/text.ts'
import { InstantText } from '../../values/time.ts'
import { Publication } from '../documents/schema.ts'
import { identity } from './schema.ts'

export const CorrectionOrder = z
  .strictObject({
    kind: CorrectionKind,
    severity: CorrectionSeverity,
    blockKey: orNull(InnerKey).describe('`_key` of the block concerned'),
    was: prose(5000).describe('What the article said before'),
    is: prose(5000).describe('What it says now'),
    note: prose(5000).describe('The notice to readers'),
    patch: MergePatch.describe('Changes to the public version, as a merge patch (RFC 7396)'),
  })
  .meta({ id: 'CorrectionOrder', description: 'A correction to publish' })

export const DeskCorrection = z
  .object({
    ...Correction.shape,
    articleId: identity.id,
    revision: identity.revision,
    state: identity.state,
    publication: Publication.describe('The publication of the corrected version'),
  })
  .meta({ id: 'DeskCorrection', description: 'A public notice and the version published with it' })

export const RetractionOrder = z
  .strictObject({
    kind: z.enum(['kill', 'withdrawal']).meta({
      id: 'RetractionKind',
      description: '`kill`: fundamentally wrong or unlawful. `withdrawal`: rights, duplicate, takedown',
    }),
    notice: prose(5000).describe('The notice that readers get instead of the article'),
  })
  .meta({ id: 'RetractionOrder', description: 'A retraction to publish' })

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
