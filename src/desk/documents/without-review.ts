import { z } from 'zod'
import type { Queries } from '../../db/database.ts'
import type { Kind } from '../../publishing/kind.ts'
import { Key } from '../../values/text.ts'
import type { Answers, DeskKind } from './kind.ts'
import { allowedField, documentFields, publicationFields, revisionFields, stateField } from './schema.ts'
import { type Rule, settled, standings, type Workflow, waiting } from './workflow.ts'

const rules: readonly Rule[] = [
  { act: 'patch', states: ['draft', 'published'], standings },
  { act: 'publish', states: ['draft', 'published'], standings: settled },
  { act: 'cancel', states: ['draft', 'published'], standings: waiting },
  { act: 'end', states: ['draft', 'published'], standings: ['visible'] },
  { act: 'discard', states: ['draft'], standings: ['never-public'] },
]

/** For documents that any key with the publish scope may publish without approval. */
export const workflowWithoutReview: Workflow = {
  rules,
  details: {
    notAllowed: (act, { state }) => `A document in state ${state} does not allow: ${act}.`,
    noSuchRevision: 'The document has no revision with this number.',
    notCancellable: 'The publication has already ended.',
  },
}

const identity = {
  id: z.string().describe('Permanent id of the document'),
  revision: z.int().describe('Number of the newest revision, whose content this is'),
  state: stateField('Document', ['draft', 'published', 'discarded']),
}

const progress = { ...documentFields, allowed: allowedField('Document', workflowWithoutReview) }

const RevisionSummary = z
  .object(revisionFields)
  .meta({ id: 'DocumentRevisionSummary', description: 'A snapshot of a document' })

const DocumentPublication = z
  .object({
    ...publicationFields,
    documentId: identity.id,
    key: z.string().describe('Key of the document'),
    state: identity.state,
  })
  .meta({
    id: 'DocumentPublication',
    description: 'A revision of a menu or disclaimer that is or will be public',
  })

interface Named {
  readonly name: string
  readonly noun: string
  /** Content fields. */
  readonly fields: z.ZodRawShape
  /** Content fields that a list shows. */
  readonly listed: z.ZodRawShape
}

const answersAbout = ({ name, noun, fields, listed }: Named): Answers => ({
  document: z
    .object({ ...identity, ...fields, ...progress })
    .meta({ id: `Desk${name}`, description: `The newest revision of ${noun}, published or not` }),
  summary: z.object({ ...identity, ...listed, ...progress }).meta({
    id: `Desk${name}Summary`,
    description: `The newest revision of ${noun}, in a list of the desk`,
  }),
  revision: z
    .object({ id: identity.id, ...revisionFields, ...fields })
    .meta({ id: `${name}Revision`, description: `A snapshot of ${noun} with its content` }),
  revisionSummary: RevisionSummary,
  publication: DocumentPublication,
})

/** Defaults for kinds that are published without review. */
export const withoutReview = <Content>(kind: Kind<Content>, named: Named) =>
  ({
    ...kind,
    name: named.name,
    noun: named.noun,
    revisionName: `${named.name}Revision`,
    workflow: workflowWithoutReview,
    draft: kind.content.meta({
      id: `${named.name}Draft`,
      description: `${named.noun.replace(/^an?\b/, 'A new')}, as an editor sends it`,
    }),
    contentFrom: async (_: Queries, draft: Content) => draft,
    list: {
      filters: { key: Key.optional().meta({ description: 'Only documents with this key.' }) },
      narrowBy: ({ key }: { key?: string }) => ({ narrowing: { name: key } }),
    },
    answers: answersAbout(named),
    adds: {},
  }) satisfies Partial<DeskKind<Content, Content>>
