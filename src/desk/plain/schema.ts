import { z } from 'zod'
import { ArticleVersion } from '../../articles/schema/article.ts'
import { listOf, oneOf } from '../../http/parameters/envelope.ts'
import { page, versionNumber } from '../../http/parameters/parameters.ts'
import { Key } from '../../values/text.ts'
import { InstantText } from '../../values/time.ts'
import { documentFields, publicationFields } from '../documents/schema.ts'
import { fieldsListed, type PlainKind } from './kinds.ts'
import { acts, states } from './workflow.ts'

const State = z.enum(states).describe('It follows from the newest revision and the publications')

const standing = {
  id: z.string().describe('Id of the document for ever'),
  revision: z.int().describe('Number of the newest revision, whose content this is'),
  state: State,
}

const workflow = {
  ...documentFields,
  allowed: z.array(z.enum(acts)).describe('What may be done now, with a key that has the scope'),
}

/** The whole answer about a document. */
export const answer = ({ name, noun, fields }: PlainKind<unknown>) =>
  oneOf(
    z
      .object({ ...standing, ...fields, ...workflow })
      .meta({ id: `Desk${name}`, description: `The newest revision of ${noun}, published or not` }),
  )

export const listAnswer = (plain: PlainKind<unknown>) =>
  listOf(
    z.object({ ...standing, ...fieldsListed(plain).shape, ...workflow }).meta({
      id: `Desk${plain.name}Summary`,
      description: `The newest revision of ${plain.noun}, as an item of a list`,
    }),
  )

export const listQuery = z.strictObject({
  ...page,
  key: Key.optional().meta({ description: 'Only documents of this key.' }),
})

const revisionFields = {
  revision: z.int().describe('Number of the revision'),
  author: documentFields.author.describe('Id of the key that wrote it; `system` for a command'),
  createdAt: InstantText.describe('When it was written'),
  sha256: ArticleVersion.shape.sha256.describe('SHA-256 of the stored content'),
}

export const revisionsQuery = z.strictObject(page)
export const revisionsAnswer = listOf(
  z.object(revisionFields).meta({ id: 'PlainRevisionSummary', description: 'A snapshot of a document' }),
)
export const revisionNumber = versionNumber.describe('Number of the revision')

export const revisionAnswer = ({ name, noun, fields }: PlainKind<unknown>) =>
  oneOf(
    z
      .object({ id: standing.id, ...revisionFields, ...fields })
      .meta({ id: `${name}Revision`, description: `A snapshot of ${noun} with its content` }),
  )

export const PlainPublication = z
  .object({
    ...publicationFields,
    documentId: standing.id,
    key: z.string().describe('Key of the document'),
    state: State,
  })
  .meta({
    id: 'PlainPublication',
    description: 'A revision of a menu or disclaimer that is or will be public',
  })
