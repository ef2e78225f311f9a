import { Reasoned } from '../documents/schema.ts'
import { One, ofArticle, publishing, reading, tag, writing } from './operations.ts'
import * as schema from './schema.ts'

/** What the acts on an article have in common. `name` is the act's in the workflow. */
const act = {
  method: 'POST',
  tag,
  parameters: ofArticle,
  body: Reasoned,
  answer: One,
  ifMatch: 'heeded',
  problems: ['not-found', 'state-conflict'],
} as const

export const submit = {
  ...act,
  operationId: 'submitArticle',
  summary: 'Submit an article for review',
  description: 'The newest revision is to be reviewed. Another revision begins as a draft again.',
  path: '/admin/v1/articles/{id}/submit',
  access: writing,
  name: 'submit',
} as const
export const approve = {
  ...act,
  operationId: 'approveArticle',
  summary: 'Approve an article',
  description:
    'The newest revision, and it alone, may be published. Needs another key than the one that wrote it.',
  path: '/admin/v1/articles/{id}/approve',
  problems: [...act.problems, 'self-approval'],
  access: publishing,
  name: 'approve',
} as const
export const requestChanges = {
  ...act,
  operationId: 'requestChanges',
  summary: 'Send an article back',
  description: 'The newest revision is a draft again; an approval is taken back.',
  path: '/admin/v1/articles/{id}/request-changes',
  access: reading,
  name: 'request-changes',
} as const
export const discard = {
  ...act,
  operationId: 'discardArticle',
  summary: 'Discard an article',
  description:
    'Gives up what never was public: its slugs and its external id are free again. A publication that waits has to be cancelled first.',
  path: '/admin/v1/articles/{id}/discard',
  access: writing,
  name: 'discard',
} as const
export const hold = {
  ...act,
  operationId: 'holdArticle',
  summary: 'Take an article off',
  description:
    'It is not public until it is released. A publication that waits is cancelled. Readers are told nothing.',
  path: '/admin/v1/articles/{id}/hold',
  body: schema.HoldOrder,
  access: publishing,
  name: 'hold',
} as const
export const release = {
  ...act,
  operationId: 'releaseArticle',
  summary: 'Bring a held article back',
  description: 'The same revision as the next version, until the same expiry.',
  path: '/admin/v1/articles/{id}/release',
  access: publishing,
  name: 'release',
} as const
