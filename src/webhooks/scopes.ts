export const webhooksScopes = { 'webhooks:admin': 'Make, change, test and remove webhooks' } as const

export const webhooksActs = [
  'webhook.create',
  'webhook.edit',
  'webhook.delete',
  'webhook.rotate-secret',
  'webhook.test',
  'webhook.replay',
  'webhook.enable',
  'webhook.disable',
] as const

declare module '../http/endpoints/access.ts' {
  interface ScopeTable extends Readonly<typeof webhooksScopes> {}
  interface AuditActTable extends Record<(typeof webhooksActs)[number], true> {}
}
