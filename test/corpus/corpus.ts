import type { EngineName } from '../stores.ts'
import { article, rule } from './contents.ts'
import { readAll } from './delivery.ts'
import { openDesk } from './desk.ts'
import { tryEndpoints, tryWrites } from './desk-faults.ts'
import { readDesk } from './desk-reads.ts'
import { liveOn } from './history.ts'
import { beginsAt } from './moments.ts'
import { fillNewsroom } from './newsroom.ts'
import { readPages } from './pages.ts'
import { refuse } from './refusals.ts'
import { type Exchange, openSession } from './session.ts'
import { tryWire } from './wire.ts'

/** Everything that is asked, and what came. */
export async function corpusOf(exchanges: Exchange[], engine: EngineName): Promise<void> {
  await askNewsroom(exchanges, engine)
  await askOtherwiseSet(exchanges, engine)
}

/** A desk with review, in a newsroom that serves three jurisdictions. */
async function askNewsroom(exchanges: Exchange[], engine: EngineName): Promise<void> {
  const settings = { RATE_LIMIT: '0', JURISDICTIONS: 'DE,US,JP', CORS_ORIGINS: 'https://desk.example.com' }
  const session = await openSession(beginsAt, settings, exchanges, engine)
  const names = await fillNewsroom(session)
  await liveOn(session, names)
  await readAll(session, names)
  await readDesk(session, names)
  await refuse(session, names)
  await tryWrites(session, names)
  await tryEndpoints(session)
  await tryWire(session)
  await readPages(session)
  await session.close()
}

/** The same program with other settings: no review, no kept answers, few requests, a place by default. */
async function askOtherwiseSet(exchanges: Exchange[], engine: EngineName): Promise<void> {
  const settings = {
    ...{
      REVIEW_REQUIRED: 'false',
      CACHE_BYTES: '0',
      RATE_LIMIT: '12',
      DEFAULT_JURISDICTION: 'DE',
      DEFAULT_LOCALE: 'de',
    },
    ...{ PUBLIC_URL: 'https://news.example.com', TRUST_PROXY: 'loopback' },
  }
  const session = await openSession(beginsAt, settings, exchanges, engine)
  session.begin('other settings')
  const { create, publish, put, look } = openDesk({
    ...session,
    ask: (question) => session.ask({ ...question, ...(question.key && { key: 'root' }) }),
  })
  const blocked = await create('articles', article('blocked-story', { blockedIn: ['DE'] }))
  await publish('articles', blocked)
  const french = await create('articles', article('french-story', { locale: 'fr' }))
  await publish('articles', french)
  await look('articles', french)
  await put(
    'disclaimer-rules/germans',
    rule('germans', 'risk-warning-and-disclaimer', { when: { jurisdictions: ['DE'] } }),
  )
  const minutes = (count: number) => session.moveTo(new Date(session.now() + count * 60_000).toISOString())
  for (const paths of [
    [
      '/v1/articles?fields=slug',
      '/v1/articles/blocked-story',
      '/v1/articles/blocked-story?jurisdiction=FR',
      '/v1/articles/french-story',
      '/v1/articles/french-story/disclaimers?explain=true',
    ],
    [
      '/v1/articles/french-story/related',
      '/v1/product-menus/futures-mega-menu',
      '/v1/disclaimers/risk-warning-and-disclaimer',
      '/v1/disclaimers',
      '/',
      '/openapi.json',
      '/readyz',
    ],
    Array.from({ length: 14 }, () => '/v1/topics?limit=1'),
  ]) {
    await minutes(2)
    for (const path of paths) await session.ask({ path })
  }
  await session.ask({ path: '/v1/topics?limit=1', headers: { 'x-forwarded-for': '192.0.2.7' } })
  await session.ask({ path: '/livez' })
  await session.close()
}
