/** Scopes for keys and the audit trail. */
export const accessScopes = {
  'audit:read': 'Read the audit trail',
  'keys:admin': 'Create, list and revoke keys',
} as const

export const accessActs = ['key.create', 'key.revoke'] as const

declare module '../http/endpoints/access.ts' {
  interface ScopeTable extends Readonly<typeof accessScopes> {}
  interface AuditActTable extends Record<(typeof accessActs)[number], true> {}
}
