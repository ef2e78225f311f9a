import { article } from './contents.ts'
import { type Desk, idsIn, openDesk } from './desk.ts'
import type { Names } from './moments.ts'
import { refuseContents } from './refused-contents.ts'
import { refuseReferences } from './refused-references.ts'
import type { Session } from './session.ts'
import { words } from './words.ts'

const correction = {
  kind: 'correction',
  severity: 'minor',
  was: 'a',
  is: 'b',
  note: 'c',
  patch: { summary: 'd' },
}

/** What each act sends. */
const acts: Readonly<Record<string, [path: string, body?: unknown]>> = {
  submit: ['submit'],
  approve: ['approve'],
  'request-changes': ['request-changes', { reason: 'No.' }],
  discard: ['discard'],
  publish: ['publications', { revision: 1 }],
  correct: ['corrections', correction],
  hold: ['hold', { reason: 'No.' }],
  release: ['release'],
  retract: ['retractions', { kind: 'kill', notice: 'No.' }],
  preview: ['previews', {}],
}

/** In each state, every act that the desk does not name as allowed; and what a rule of the domain refuses. */
export async function refuse(session: Session, names: Names): Promise<void> {
  const desk = openDesk(session)
  session.begin('acts that the state does not allow')
  const later = await desk.run('articles', article('later-story'), { publishAt: '2026-06-01T00:00:00Z' })
  const states = words`draft review approved changes discarded whole corrected held killed expiring`
  for (const id of [...states.map((state) => names[state] ?? ''), later]) await refuseActs(session, desk, id)
  const visible = (await desk.look('articles', names.whole ?? '')).data.publications
  for (const id of [...idsIn(visible), 'pub_0000000000000000', 'none'])
    await session.ask({ method: 'DELETE', path: `/admin/v1/publications/${id}`, key: 'root' })
  for (const [folder, id] of [
    ['product-menus', names.goneMenu ?? ''],
    ['product-menus', names.main ?? ''],
    ['disclaimers', names.goneText ?? ''],
    ['disclaimers', names.german ?? ''],
  ] as const)
    for (const [path, body] of [
      ['discard'],
      ['publications', { revision: 9 }],
      ['publications', { revision: 1, expiresAt: '2026-01-01T00:00:00Z' }],
    ] as const)
      await desk.act(id, path, body, folder)
  await refuseWhilePending(desk, names)
  session.begin('orders that a rule refuses')
  await refuseOrders(session, desk, names)
  session.begin('contents that a rule refuses')
  await refuseContents(desk, names)
  session.begin('references that a rule refuses')
  await refuseReferences(session, desk)
}

/** What waits for its moment stands in the way of another version. */
async function refuseWhilePending(desk: Desk, { advice = '', second = '' }: Names): Promise<void> {
  const publishAt = '2026-06-01T00:00:00Z'
  const id = await desk.run('articles', article('pending-story'))
  await desk.update('articles', id, { summary: 'Later.' }, { publishAt })
  await desk.publish('articles', id, { revision: 2 })
  await desk.correct(id)
  await desk.act(id, 'request-changes', { reason: 'No.' })
  await desk.update('disclaimers', advice, { title: 'Later.' }, { publishAt })
  await desk.publish('disclaimers', advice, { revision: 1 })
  await desk.publish('product-menus', second, { revision: 1, publishAt })
  await desk.publish('product-menus', second, { revision: 2 })
}

async function refuseActs(session: Session, desk: Desk, id: string): Promise<void> {
  const { data, etag } = await desk.look('articles', id)
  const allowed: readonly unknown[] = Array.isArray(data.allowed) ? data.allowed : []
  for (const [name, [path, body]] of Object.entries(acts))
    if (!allowed.includes(name)) await desk.act(id, path, body)
  if (allowed.includes('patch')) return
  const headers = { 'if-match': etag }
  await session.ask({
    method: 'PATCH',
    path: desk.pathOf('articles', id),
    key: 'author',
    headers,
    body: { summary: 'No.' },
  })
}

async function refuseOrders(
  session: Session,
  desk: Desk,
  { whole = '', approved = '', review = '', corrected = '' }: Names,
) {
  const own = await desk.create('articles', article('own-story'), 'editor')
  await desk.act(own, 'submit')
  await desk.act(own, 'approve')
  for (const order of [
    { revision: 0 },
    { revision: 2 },
    { revision: 1, expiresAt: '2026-01-01T00:00:00Z' },
    { revision: 1, publishAt: '2026-06-01T00:00:00Z', expiresAt: '2026-06-01T00:00:00Z' },
    { revision: 1, publishAt: '2026-06-01' },
    { revision: 1, signal: 'correction' },
    { revision: '1' },
    { revision: 1, more: true },
  ])
    await desk.act(approved, 'publications', order)
  for (const order of [
    { ...correction, patch: { headline: null } },
    { ...correction, patch: { body: [] } },
    { ...correction, patch: { nothing: 1 } },
    { ...correction, patch: {} },
    { ...correction, patch: { slug: 'plain-1' } },
    { ...correction, patch: { externalId: 'wire-4711' } },
    { ...correction, patch: { locale: 'fr' } },
    { ...correction, patch: { entities: [{ key: 'nobody', rel: 'about' }] } },
    { ...correction, blockKey: 'none' },
    { ...correction, kind: 'other' },
    { ...correction, note: ' ' },
    { ...correction, patch: [] },
  ])
    await desk.act(corrected, 'corrections', order)
  for (const [path, body] of [
    ...[
      ['hold', {}],
      ['hold', { reason: '' }],
      ['hold'],
      ['retractions', { kind: 'kill' }],
      ['retractions', { kind: 'maim', notice: 'a' }],
    ],
    ...[
      ['previews', { expiresIn: 0 }],
      ['previews', { expiresIn: 86_401 }],
      ['previews', { expiresIn: 1.5 }],
      ['request-changes', { reason: 5 }],
    ],
  ] as [string, unknown?][])
    await desk.act(path === 'request-changes' ? review : whole, path, body)
  const preview = await desk.post(
    'author',
    `/admin/v1/articles/${whole}/previews`,
    { expiresIn: 3_600 },
    { 'idempotency-key': 'preview-1' },
  )
  await desk.post(
    'author',
    `/admin/v1/articles/${whole}/previews`,
    { expiresIn: 3_600 },
    { 'idempotency-key': 'preview-1' },
  )
  for (const query of ['', '?body=html']) await session.ask({ path: `${preview.data.url}${query}` })
  await session.ask({ method: 'HEAD', path: String(preview.data.url) })
}
