/** Scopes that a key can hold on the desk. A kind's write scope includes reading it. */
export const deskScopes = {
  'articles:write': 'Write articles: drafts, edits, submissions',
  'articles:publish': 'Approve, publish, correct, hold and retract articles',
  'menus:write': 'Write product menus',
  'menus:publish': 'Publish product menus',
  'disclaimers:write': 'Write disclaimers',
  'disclaimers:publish': 'Publish disclaimers and put disclaimer rules',
  'references:write': 'Put and delete entities, instruments and topics',
} as const

declare module '../http/endpoints/access.ts' {
  interface ScopeTable extends Readonly<typeof deskScopes> {}
}
