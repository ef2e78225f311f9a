import type { Session } from './session.ts'
import { words } from './words.ts'

const codes = [
  ...words`
invalid-parameter unknown-parameter invalid-cursor invalid-body invalid-idempotency-key
malformed-request
`,
  ...words`
missing-key invalid-key insufficient-scope not-found method-not-allowed request-timeout
state-conflict
`,
  ...words`
publication-pending slug-taken external-id-taken self-approval reference-in-use
disclaimer-required
`,
  ...words`
identifier-taken idempotency-in-progress article-retracted stale-revision body-too-large
uri-too-long
`,
  ...words`
unsupported-media-type invalid-content publish-guard-failed invalid-interval
published-in-the-future
`,
  ...words`
unknown-reference too-many-rules idempotency-mismatch if-match-required rate-limited
headers-too-large
`,
  ...words`
unavailable-for-legal-reasons internal-error disclaimer-unresolved storage-full
storage-unavailable
`,
  ...['not-yet', 'overloaded', 'Not-Found', 'toString', 'none'],
]

/** Pages for people, and what operators ask. */
export async function readPages(session: Session): Promise<void> {
  session.begin('pages and operations')
  for (const path of words`/ /?utm_source=x /developers /corrections /search?q=shares /favicon.svg /favicon.ico /docs /docs/desk /problems /openapi.json /readyz /livez /livez?x=1`)
    await session.ask({ path })
  for (const code of codes) await session.ask({ path: `/problems/${code}` })
  for (const path of ['/metrics', '/docs/files/none/docs.css']) await session.ask({ path, brief: true })
  for (const path of ['/', '/problems/not-found', '/metrics', '/readyz', '/docs'])
    await session.ask({ method: 'HEAD', path, ...(path === '/metrics' && { brief: true as const }) })
}
