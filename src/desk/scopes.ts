/** What keys may be allowed to do on the desk. A kind's write scope also reads it. */
export const deskScopes = {
  'articles:write': 'Write articles: drafts, edits, submissions',
  'articles:publish': 'Approve, publish, correct, hold and retract articles',
  'menus:write': 'Write product menus',
  'menus:publish': 'Publish product menus',
  'disclaimers:write': 'Write disclaimers',
  'disclaimers:publish': 'Publish disclaimers, and put the rules by which they apply',
  'references:write': 'Put and delete entities, instruments and topics',
} as const

declare module '../http/endpoints/access.ts' {
  interface ScopeTable extends Readonly<typeof deskScopes> {}
}
