import { z } from 'zod'
import { ArticleVersion, Signal } from '../../articles/schema/article.ts'
import { orNull } from '../../values/lists.ts'
import { prose } from '../../values/text.ts'
import { InstantInput, InstantText } from '../../values/time.ts'
import { actsOf, type State, type Workflow } from './workflow.ts'

/** A merge patch; the schema of the kind judges what comes of it. */
export const MergePatch = z.record(z.string(), z.unknown()).meta({
  description: 'JSON merge patch (RFC 7396): null removes a field, a list replaces the list',
})

/** A publication as its editors see it. */
export const publicationFields = {
  id: z.string().describe('Id of the publication, `pub_…`'),
  version: z.int().describe('Number of the public version'),
  revision: z.int().describe('The revision that it makes public'),
  signal: Signal,
  visibleFrom: InstantText.describe('When it became or becomes visible'),
  visibleUntil: InstantText.nullable().describe('When it stops being visible, as far as is known now'),
  expiresAt: InstantText.nullable().describe('Its own expiry'),
}

export const Publication = z.object(publicationFields)

export const PublicationOrder = z.strictObject({
  revision: z.int().min(1).describe('The revision that is to be public'),
  publishAt: orNull(InstantInput).describe('Not before this moment; one that has passed means now'),
  embargoedUntil: orNull(InstantInput).describe('Not before this moment either'),
  expiresAt: orNull(InstantInput).describe('Not from this moment on, unless another version has followed'),
  signal: z
    .enum(['update', 'refile'])
    .default('update')
    .describe('Why the version exists; the first one is `new` whatever is said here'),
})
export type PublicationOrder = z.output<typeof PublicationOrder>

/** Why something was done; never public. Absent as a whole, too. */
export const Reasoned = z
  .strictObject({ reason: orNull(prose(5000)).describe('Why; never public') })
  .prefault({})

/** Where a document is on its way. */
export const stateField = (states: readonly State[]) =>
  z.enum(states).describe('Where it is on its way; it follows from the newest revision and the publications')

export const allowedField = (workflow: Workflow) =>
  z.array(z.enum(actsOf(workflow))).describe('What may be done now, with a key that has the scope')

/** What the desk says of every document. */
export const documentFields = {
  author: z.string().describe('Id of the key that wrote the newest revision; `system` for a command'),
  publications: z
    .object({
      pending: Publication.nullable().describe('The publication that waits for its moment'),
      visible: Publication.nullable().describe('The publication that is public now'),
    })
    .describe('What is public now, and what waits'),
  createdAt: InstantText.describe('When the first revision was written'),
  changedAt: InstantText.describe('When the last write was accepted'),
}

/** What the desk says of every revision. */
export const revisionFields = {
  revision: z.int().describe('Number of the revision'),
  author: z.string().describe('Id of the key that wrote it; `system` for a command'),
  createdAt: InstantText.describe('When it was written'),
  sha256: ArticleVersion.shape.sha256.describe('SHA-256 of the stored content'),
}
