import fc from 'fast-check'
import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { testApp } from '../helpers.ts'
import { newsroom } from '../newsroom.ts'
import { expectSafe, named } from './html.ts'
import { putSubjects, richArticle } from './rich.ts'

const markup = fc.constantFrom(
  ...[
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onfocus=alert(1) '",
    '</title>',
    '&lt;b&gt;',
  ],
  ...[
    'javascript:alert(1)',
    '\u202e\u2066',
    '</style>',
    '<!--',
    ']]>',
    '\u{1f600}',
    '株式',
    '{{7*7}}',
    '`\\x`',
  ],
)
const anyText = fc.oneof(markup, fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 60 }))
const value = fc.oneof(anyText, fc.constantFrom('DE', 'EU', 'en', 'de', '2026-04-01T00:00:00Z', 'rich', ''))
const name = fc.oneof(
  fc.constantFrom('jurisdiction', 'asOf', 'locale', 'q', 'cursor', 'passed'),
  fc.constantFrom('utm_source', '__proto__', 'constructor', 'limit', 'fields'),
)
const path = fc.oneof(
  fc.constantFrom(
    '/',
    '/search',
    '/corrections',
    '/articles/rich',
    '/topics/own:steel',
    '/instruments/XNYS:ACM',
  ),
  fc
    .tuple(fc.constantFrom('articles', 'topics', 'instruments'), anyText)
    .map(([kind, text]) => `/${kind}/${enc(text)}`),
)

/** Lone surrogates have no encoding. */
const enc = (text: string): string => encodeURIComponent(text.toWellFormed())

test('whatever is asked for is answered with a page that is safe and well-formed', async () => {
  const { http, db } = await testApp({ sample: false })
  await putSubjects(db)
  await newsroom(db).publish(articleKind, richArticle())
  const question = fc.tuple(path, fc.array(fc.tuple(name, value), { maxLength: 4 }))
  await fc.assert(
    fc.asyncProperty(question, async ([path, parameters]) => {
      const query = parameters.map(([name, value]) => `${name}=${enc(value)}`).join('&')
      const { status, text, headers } = await http.get(`${path}?${query}`)
      expect([200, 308, 400, 404]).toContain(status)
      if (status === 308) return
      // A path that no page has, such as one with a slash in a name.
      if (headers['content-type'] !== 'text/html; charset=utf-8') return expect(status).toBe(400)
      const elements = expectSafe(text, headers['content-security-policy'])
      expect(named(elements, 'h1')).toHaveLength(1)
    }),
    { numRuns: 400, seed: 20_260_401 },
  )
}, 60_000)
