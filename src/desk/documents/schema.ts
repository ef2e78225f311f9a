import { z } from 'zod'
import { ArticleVersion, Signal } from '../../articles/schema/article.ts'
import { orNull } from '../../values/lists.ts'
import { prose } from '../../values/text.ts'
import { BoundInput, InstantText } from '../../values/time.ts'
import { actsOf, type State, type Workflow } from './workflow.ts'

export const publicationFields = {
  id: z.string().describe('Id of the publication, `pub_…`'),
  version: z.int().describe('Number of the public version'),
  revision: z.int().describe('The published revision'),
  signal: Signal,
  visibleFrom: InstantText.describe('When it became or becomes visible'),
  visibleUntil: InstantText.nullable().describe(
    'When it stops being visible, as currently planned; null: no end is set',
  ),
  expiresAt: InstantText.nullable().describe('Its own expiry'),
}

export const Publication = z
  .object(publicationFields)
  .meta({ id: 'Publication', description: 'A revision that is or will be public' })

const Publications = z
  .object({
    pending: Publication.nullable().describe('The publication that is scheduled and not yet visible'),
    visible: Publication.nullable().describe('The publication that is public now'),
  })
  .meta({ id: 'Publications', description: 'The visible and the pending publication' })

export const PublicationOrder = z
  .strictObject({
    revision: z.int().min(1).describe('The revision to publish'),
    publishAt: orNull(BoundInput).describe('Earliest moment of visibility; a past moment means now'),
    embargoedUntil: orNull(BoundInput).describe(
      'Another earliest moment of visibility; the later of the two applies',
    ),
    expiresAt: orNull(BoundInput).describe(
      'End of visibility, unless another version replaces this one first',
    ),
    signal: z
      .enum(['update', 'refile'])
      .meta({
        id: 'PublicationSignal',
        description: 'Why the version exists; ignored for the first version, which is always `new`',
      })
      .default('update'),
  })
  .meta({ id: 'PublicationOrder', description: 'A revision to publish, and when' })
export type PublicationOrder = z.output<typeof PublicationOrder>

/** The reason for an act; never public. The whole body may be absent. */
export const Reasoned = z
  .strictObject({ reason: orNull(prose(5000)).describe('Reason; never public') })
  .meta({ id: 'ActReason', description: 'Why an act is done' })
  .prefault({})

/** `name`: of what goes through the workflow, such as `Article`. */
export const stateField = (name: string, states: readonly State[]) =>
  z.enum(states).meta({
    id: `${name}State`,
    description: 'Place in the workflow; derived from the newest revision and the publications',
  })

export const allowedField = (name: string, workflow: Workflow) =>
  z
    .array(
      z.enum(actsOf(workflow)).meta({ id: `${name}Act`, description: 'An act that the workflow may allow' }),
    )
    .describe('Acts that the workflow allows now; each also needs its scope')

export const documentFields = {
  author: z.string().describe('Id of the key that wrote the newest revision; `system` for a command'),
  publications: Publications,
  createdAt: InstantText.describe('When the first revision was written'),
  changedAt: InstantText.describe('When the last write was accepted'),
}

export const revisionFields = {
  revision: z.int().describe('Number of the revision'),
  author: z.string().describe('Id of the key that wrote it; `system` for a command'),
  createdAt: InstantText.describe('When it was written'),
  sha256: ArticleVersion.shape.sha256.describe('SHA-256 of the stored content'),
}
