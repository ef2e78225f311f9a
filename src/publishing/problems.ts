import type { ProblemDefinition } from '../kernel/refusal.ts'

/** Problems of publishing. */
export const publishingProblems = {
  'state-conflict': {
    status: 409,
    title: 'The state does not allow this',
    remedy:
      'Read `detail`: it says what the document would have to be. On the desk `allowed` lists what may be done now.',
  },
  'publication-pending': {
    status: 409,
    title: 'A publication is waiting',
    remedy:
      'A document has at most one publication that is not yet visible. Cancel it, or wait for its moment.',
  },
  'slug-taken': {
    status: 409,
    title: 'The name belongs to another document',
    remedy: 'Choose another slug or key.',
  },
  'external-id-taken': {
    status: 409,
    title: 'The external id belongs to another document',
    remedy: 'Find that document by `externalId`, and change it instead, or choose another external id.',
  },
  'invalid-content': {
    status: 422,
    title: 'The content breaks a rule of its kind',
    remedy: 'Read `errors`: each entry points to a field.',
  },
  'invalid-interval': {
    status: 422,
    title: 'It would end before it begins',
    remedy: 'Choose an `expiresAt` after the moment at which the publication becomes visible.',
  },
  'published-in-the-future': {
    status: 422,
    title: 'The editorial date lies ahead',
    remedy:
      '`publishedAt` may be older than the moment of publication, never newer. To publish later, use `publishAt`.',
  },
  'not-yet': {
    status: 503,
    title: 'This node has not come that far',
    remedy: 'Try again after `Retry-After` seconds: the tape entry of `minSeq` has not arrived here.',
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof publishingProblems> {}
}
