/** What the audit trail can tell of the archive. */
export const archiveActs = {
  'article.import': 'An article was imported',
} as const

declare module '../http/endpoints/access.ts' {
  interface AuditActTable extends Readonly<typeof archiveActs> {}
}
