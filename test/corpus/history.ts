import { block } from './contents.ts'
import { openDesk } from './desk.ts'
import { moments, type Names } from './moments.ts'
import type { Session } from './session.ts'

const sample = 'openai-and-aws-sign-agreement-to-sell-artificial-intelligence-to-us-government-staff'

/** What is looked at around each bound. */
const watched = [
  '/v1/articles?fields=id,slug,version,signal,updatedAt&limit=3',
  '/v1/articles/scheduled-story?fields=slug,version,publishedAt,availableAt',
  '/v1/articles/embargoed-story?fields=slug,version,publishedAt,availableAt',
  '/v1/articles/expiring-story?fields=slug,version',
  '/v1/product-menus/main-menu?locale=de&platform=ios&appVersion=5.2&jurisdiction=DE',
  '/v1/articles/updated-story/versions',
  '/v1/product-menus/second-menu',
  '/v1/disclaimers/marketing?locale=en',
  '/v1/disclaimers/us-only',
  '/v1/articles/plain-2/disclaimers?jurisdiction=US&explain=true',
  '/v1/events?after=70',
]

/** What happens to what was published: acts of editors, and moments that come by themselves. */
export async function liveOn(session: Session, names: Names): Promise<void> {
  session.begin('corrections and the like')
  await session.moveTo(moments.corrected)
  await act(session, names)
  session.begin('moments that come')
  for (const moment of ['scheduled', 'update', 'embargo', 'expires', 'textEnds', 'menu', 'text'] as const)
    for (const offset of [-1, 0, 1]) {
      await session.moveTo(moments[moment], offset)
      for (const path of watched) await session.ask({ path })
    }
  await session.moveTo(moments.last)
  session.begin('acts behind the moments')
  await actLater(session, names)
}

async function act(session: Session, names: Names): Promise<void> {
  const desk = openDesk(session)
  const { corrected = '', clarified = '', held = '', released = '', killed = '', withdrawn = '' } = names
  const { moved = '', updated = '', whole = '', ended = '', endedPublication = '' } = names
  await desk.correct(corrected)
  await desk.edit('articles', corrected, { headline: 'An edit that waits' })
  await desk.correct(corrected, { severity: 'minor', patch: { body: [block('b1', 'Shares fell twice.')] } })
  await desk.correct(clarified, { kind: 'clarification', severity: 'minor', blockKey: null })
  await desk.act(held, 'hold', { reason: 'Checking.' })
  await desk.act(released, 'hold', { reason: 'Checking.' })
  await session.ask({ path: '/v1/articles/released-story' })
  await desk.act(released, 'release', { reason: 'It is right.' })
  await desk.retract(killed)
  await desk.retract(withdrawn, 'withdrawal')
  await desk.update('articles', moved, { slug: 'moved-on-story' })
  await desk.update('articles', moved, { slug: 'moved-again-story' })
  await desk.update('articles', updated, { headline: 'A newer headline' }, { signal: 'refile' })
  await desk.update('articles', updated, { summary: 'To come.' }, { publishAt: moments.update })
  await desk.update('articles', whole, { summary: 'Newer than what was translated.' })
  await session.ask({
    method: 'DELETE',
    path: `/admin/v1/publications/${endedPublication}`,
    key: 'menuPublisher',
  })
  await desk.look('product-menus', ended)
  const waiting = await desk.update(
    'articles',
    names.live ?? '',
    { urgency: 1 },
    { publishAt: moments.scheduled },
  )
  await session.ask({ method: 'DELETE', path: `/admin/v1/publications/${waiting.data.id}`, key: 'editor' })
  const { etag } = await session.ask({ path: '/admin/v1/entities/bolt', key: 'librarian' })
  await desk.put('entities/bolt', { key: 'bolt', type: 'organisation', name: 'Bolt, renamed' }, 'librarian', {
    'if-match': etag,
  })
}

async function actLater(session: Session, names: Names): Promise<void> {
  const desk = openDesk(session)
  const { data } = await session.ask({ path: `/v1/articles/${sample}?fields=id` })
  await desk.correct(String(data.id), { blockKey: null, patch: { keyPoints: ['Corrected.'] } })
  await desk.edit('product-menus', names.main ?? '', { title: { en: 'An edit', de: 'Eine Änderung' } })
  const unused = await session.ask({ path: '/admin/v1/entities/unused', key: 'librarian' })
  await session.ask({
    method: 'DELETE',
    path: '/admin/v1/entities/unused',
    key: 'librarian',
    headers: { 'if-match': unused.etag },
  })
  const late = await desk.run('articles', {
    locale: 'en',
    type: 'brief',
    headline: 'Late & brief',
    body: [block('b1', 'Late.')],
  })
  await desk.post('author', `/admin/v1/articles/${late}/previews`)
}
