import { entity, instrument, rule } from './contents.ts'
import { type Desk, idsIn } from './desk.ts'
import { moments } from './moments.ts'
import type { Session } from './session.ts'
import { words } from './words.ts'

/** References and rules, put and removed. */
export async function refuseReferences(session: Session, desk: Desk): Promise<void> {
  const put = (path: string, body: unknown, headers = {}) =>
    desk.put(path, body, path.startsWith('disclaimer') ? 'lawyer' : 'librarian', headers)
  const any = { 'if-match': '*' }
  await put('entities/fresh', entity('other'))
  await put('entities/fresh', entity('fresh', { parent: 'nobody' }))
  await put('entities/fresh', entity('fresh', { identifiers: [{ scheme: 'wikidata', value: 'Q1490' }] }))
  await put(
    'entities/fresh',
    entity('fresh', { identifiers: [{ scheme: 'lei', value: 'ZXTILKJKG63JELOEG631' }] }),
  )
  await put('entities/fresh', entity('fresh', { type: 'planet' }), any)
  await put('entities/Fresh', entity('Fresh'))
  await put('entities/acme', entity('acme'))
  await put('entities/acme', entity('acme', { parent: 'acme' }), any)
  await put('instruments/fresh', instrument('fresh', { issuer: 'nobody' }))
  await put(
    'instruments/fresh',
    instrument('fresh', { identifiers: [{ scheme: 'isin', value: 'DE0007164600' }] }),
  )
  await put(
    'instruments/fresh',
    instrument('fresh', { listings: [{ mic: 'XNAS', ticker: 'ACME', primary: true }] }),
  )
  await put(
    'instruments/fresh',
    instrument('fresh', {
      listings: [
        { mic: 'XNAS', ticker: 'NEW', primary: true, validFrom: '2026-02-01', validTo: '2026-01-01' },
      ],
    }),
  )
  await put('topics/own:new', { scheme: 'own', code: 'other', name: 'x' })
  await put('topics/own:new', { scheme: 'own', code: 'new', name: 'x', broader: 'none:1' })
  await put('disclaimer-rules/fresh', rule('fresh', 'not-written', { required: true }))
  await put(
    'disclaimer-rules/fresh',
    rule('fresh', 'us-only', { required: true, when: { contentKinds: ['product-menu'] } }),
  )
  await put('disclaimer-rules/fresh', rule('fresh', 'no-advice', { when: { topics: ['none'] } }))
  await put('disclaimer-rules/fresh', rule('fresh', 'no-advice', { priority: 1_001 }))
  for (const path of words`entities/acme entities/eva instruments/acme-stock topics/medtop:100 entities/nobody`)
    for (const headers of [{}, any, { 'if-match': '"stale"' }])
      await session.ask({ method: 'DELETE', path: `/admin/v1/${path}`, key: 'librarian', headers })
  for (const path of ['disclaimer-rules/unwritten', 'disclaimer-rules/all-articles'])
    await session.ask({ method: 'DELETE', path: `/admin/v1/${path}`, key: 'librarian', headers: any })
  await session.ask({
    method: 'DELETE',
    path: '/admin/v1/disclaimer-rules/unwritten',
    key: 'lawyer',
    headers: any,
  })
  await endRequired(session, desk)
}

/** A text that a rule requires is neither ended nor narrowed. */
async function endRequired(session: Session, desk: Desk): Promise<void> {
  const { json } = await session.ask({
    path: '/admin/v1/disclaimers?key=risk-warning-and-disclaimer',
    key: 'lawyer',
  })
  const ids = JSON.stringify(json).match(/dsc_\w+/g) ?? []
  for (const id of new Set(ids)) {
    const { data } = await desk.look('disclaimers', id)
    await desk.publish('disclaimers', id, { expiresAt: '2026-05-01T00:00:00Z' })
    for (const publication of idsIn(data.publications))
      await session.ask({ method: 'DELETE', path: `/admin/v1/publications/${publication}`, key: 'lawyer' })
    const narrowed = await desk.edit('disclaimers', id, { jurisdictions: ['CH'] })
    await desk.publish('disclaimers', id, { revision: narrowed.data.revision, publishAt: moments.last })
  }
}
