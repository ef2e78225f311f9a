import type { ProblemDefinition } from '../kernel/refusal.ts'

export const webhooksProblems = {
  'secret-key-missing': {
    status: 409,
    title: 'The server has no SECRET_KEY',
    remedy:
      'The secrets of webhooks are encrypted with a key that is derived from the setting `SECRET_KEY`. Ask the operator of the server to set it.',
  },
  'address-refused': {
    status: 422,
    title: 'Webhooks may not go to this address',
    remedy:
      'Give an https address that is reached over public networks. `errors` says what is wrong with this one; the setting `WEBHOOK_ALLOW` opens further networks.',
  },
} as const satisfies Record<string, ProblemDefinition>

declare module '../kernel/refusal.ts' {
  interface ProblemTable extends Readonly<typeof webhooksProblems> {}
}
