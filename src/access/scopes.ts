/** What keys may be allowed to do with keys and the audit trail. */
export const accessScopes = {
  'audit:read': 'Read the audit trail',
  'keys:admin': 'Make, list and revoke keys',
} as const

/** What the audit trail can tell of keys. */
export const accessActs = ['key.create', 'key.revoke'] as const

declare module '../http/endpoints/access.ts' {
  interface ScopeTable extends Readonly<typeof accessScopes> {}
  interface AuditActTable extends Record<(typeof accessActs)[number], true> {}
}
