import { z } from 'zod'
import { Signal } from '../../articles/schema/article.ts'
import { orNull } from '../../values/lists.ts'
import { prose } from '../../values/text.ts'
import { InstantInput, InstantText } from '../../values/time.ts'

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
