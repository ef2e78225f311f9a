import type { Names } from './moments.ts'
import type { Session } from './session.ts'
import { words } from './words.ts'

/** What the desk can be asked without a change. */
export async function readDesk(session: Session, names: Names): Promise<void> {
  session.begin('reads of the desk')
  const get = (path: string, key = 'root') => session.ask({ path: `/admin/v1/${path}`, key })
  for (const [name, id] of Object.entries(names)) {
    if (!/^(?:art|mnu|dsc)_/.test(id)) continue
    const folder = { art: 'articles', mnu: 'product-menus', dsc: 'disclaimers' }[id.slice(0, 3)]
    await get(`${folder}/${id}`)
    await get(`${folder}/${id}/revisions${name === 'updated' || name === 'advice' ? '?limit=1' : ''}`)
    await get(`${folder}/${id}/revisions/1`)
  }
  for (const path of paths(names)) await get(path)
  await walk(session, '/admin/v1/articles?limit=30')
  await walk(session, '/admin/v1/audit?limit=100')
  await walk(session, '/admin/v1/keys?limit=5')
  await walk(session, '/admin/v1/disclaimers?limit=8')
  await walk(session, '/admin/v1/product-menus?limit=4')
  await walk(session, '/admin/v1/disclaimer-rules?limit=2')
  const { data } = await session.ask({ path: '/admin/v1/keys?limit=1', key: 'admin' })
  const [first] = Array.isArray(data) ? data : []
  await get(`keys/${String(first?.id)}`)
}

async function walk(session: Session, path: string): Promise<void> {
  for (let next: unknown = path; typeof next === 'string'; ) {
    const { json }: { json: Readonly<Record<string, unknown>> } = await session.ask({
      path: next,
      key: 'root',
    })
    next = typeof json.page === 'object' && json.page !== null && 'next' in json.page ? json.page.next : null
  }
}

const states = [
  'draft',
  'in_review',
  'approved',
  'published',
  'held',
  'retracted',
  'discarded',
  'approved,held',
  'lost',
  '',
]

const paths = ({ whole = '', updated = '', german = '', killed = '' }: Names): string[] => [
  ...states.map((state) => `articles?state=${state}&limit=5`),
  ...[
    'storyKey=acme-results',
    'externalId=wire-4711',
    'slug=moved-story',
    'slug=moved-again-story',
    `translationOf=${whole}`,
  ].map((query) => `articles?${query}`),
  ...['storyKey=Rally', 'slug=a_b', 'limit=0', 'limit=101', 'nothing=1', 'limit=5&limit=6', 'cursor=abc'].map(
    (query) => `articles?${query}`,
  ),
  ...['2', '3', '9', '0', 'x'].map((number) => `articles/${updated}/revisions/${number}`),
  ...[
    'articles/art_0000000000000000',
    'articles/none',
    'articles/acme-doubles-its-profit',
    `product-menus/${whole}`,
    `articles/${german}`,
    `disclaimers/${killed}`,
  ],
  ...words`
disclaimers?key=no-advice disclaimers?key=none disclaimers?key=No product-menus?key=main-menu
product-menus?limit=1&key=second-menu
`,
  ...words`
entities/acme entities/none entities/Acme instruments/acme-stock instruments/XNAS:ACME
topics/medtop:100 topics/own:a.b_c-1 topics/none disclaimer-rules/germans disclaimer-rules/none
disclaimer-rules
`,
  ...['keys/none', 'keys/key_0000000000000000', 'keys?limit=x'],
  ...[
    `audit?subject=${whole}`,
    'audit?key=system',
    'audit?act=article.publish,article.correct&limit=3',
    'audit?act=nothing',
    'audit?subject=acme',
    'audit?act=key.create&limit=2',
    'audit?subject=',
    'audit?key=none',
  ],
  ...['previews/none', `previews/${'a'.repeat(43)}`, `previews/${'a'.repeat(65)}`],
]
