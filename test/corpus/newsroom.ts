import { disclaimer, entity, instrument, rule } from './contents.ts'
import { type Desk, holders, openDesk } from './desk.ts'
import { moments, type Names } from './moments.ts'
import type { Session } from './session.ts'
import { publishMenus, publishStories } from './stories.ts'

/** A newsroom of every sort, all of it made by requests. */
export async function fillNewsroom(session: Session): Promise<Names> {
  const desk = openDesk(session)
  session.begin('keys')
  await makeKeys(session, desk)
  session.begin('references')
  await putReferences(desk)
  session.begin('disclaimers and rules')
  const law = await publishLaw(desk)
  session.begin('articles')
  const stories = await publishStories(desk)
  session.begin('product menus')
  const menus = await publishMenus(desk, stories)
  return { ...law, ...stories, ...menus }
}

async function makeKeys(session: Session, desk: Desk): Promise<void> {
  for (const [name, scopes] of Object.entries(holders)) {
    const { data } = await desk.post('root', '/admin/v1/keys', { name, scopes })
    session.addKey(name, String(data.secret))
  }
  const ending = { name: 'ending', scopes: ['articles:write'], expiresAt: '2026-03-21T00:00:00Z' }
  session.addKey('ending', String((await desk.post('root', '/admin/v1/keys', ending)).data.secret))
  const lost = await desk.post('root', '/admin/v1/keys', { name: 'lost', scopes: ['audit:read'] })
  session.addKey('lost', String(lost.data.secret))
  await session.ask({ path: '/admin/v1/audit?limit=1', key: 'lost' })
  await session.ask({ method: 'DELETE', path: `/admin/v1/keys/${lost.data.id}`, key: 'root' })
  await session.ask({ path: '/admin/v1/audit?limit=1', key: 'lost' })
}

async function putReferences({ put }: Desk): Promise<void> {
  const listed = (mic: string, ticker: string, more: object = {}) => ({ mic, ticker, primary: true, ...more })
  for (const content of [
    entity('acme', {
      name: 'Acme AG',
      aliases: ['Acme'],
      country: 'DE',
      listed: true,
      identifiers: [{ scheme: 'wikidata', value: 'Q1' }],
    }),
    entity('bolt', { parent: 'acme', subtype: 'company' }),
    entity('cyan', { type: 'product', maker: 'acme' }),
    entity('eva', { type: 'person', name: 'Eva Example', role: { title: 'CEO', organisation: 'acme' } }),
    entity('tokyo', {
      type: 'place',
      name: '東京',
      country: 'JP',
      identifiers: [{ scheme: 'wikidata', value: 'Q1490' }],
    }),
    entity('unused', { type: 'concept', name: 'فكرة' }),
  ])
    await put(`entities/${content.key}`, content)
  for (const content of [
    instrument('acme-stock', {
      issuer: 'acme',
      identifiers: [
        { scheme: 'isin', value: 'DE0007164600' },
        { scheme: 'ric', value: 'ACME.DE' },
      ],
      listings: [
        listed('XNAS', 'ACME', { currency: 'USD' }),
        listed('XFRA', 'ACM', { primary: false, validFrom: '2026-03-27', validTo: '2026-04-01' }),
      ],
    }),
    instrument('bolt-stock', { issuer: 'bolt', listings: [listed('XNYS', 'BOLT')] }),
    instrument('tiny-coin', { assetClass: 'crypto', identifiers: [{ scheme: 'caip-2', value: 'eip155:1' }] }),
  ])
    await put(`instruments/${content.key}`, content)
  for (const [key, name, broader] of [
    ['medtop:100', 'economy', null],
    ['medtop:200', 'markets', 'medtop:100'],
    ['own:a.b_c-1', 'Ölpreis', 'medtop:200'],
  ] as const) {
    const [scheme, code] = key.split(':')
    await put(`topics/${key}`, { scheme, code, name, broader })
  }
}

async function publishLaw(desk: Desk) {
  const risk = 'risk-warning-and-disclaimer'
  const german = await desk.run(
    'disclaimers',
    disclaimer(risk, 'de', { title: 'Risikohinweis', text: 'Alles kann weg sein.' }),
  )
  const arabic = await desk.run(
    'disclaimers',
    disclaimer(risk, 'ar', { title: 'تحذير', text: 'قد تخسر كل شيء.' }),
  )
  const japanese = await desk.run(
    'disclaimers',
    disclaimer(risk, 'ja', { title: '注意', text: '元本割れの恐れがあります。' }),
  )
  const advice = await desk.run(
    'disclaimers',
    disclaimer('no-advice', 'en', { kind: 'no_advice', shortText: 'No advice.' }),
  )
  await desk.update('disclaimers', advice, { text: 'This is no advice at all.', effectiveFrom: '2026-03-20' })
  const local = { jurisdictions: ['DE', 'EEA'], kind: 'marketing_statement' }
  const german2 = await desk.run('disclaimers', disclaimer('marketing', 'de', local))
  const english = await desk.run('disclaimers', disclaimer('marketing', 'en', local), {
    publishAt: moments.text,
  })
  const american = await desk.run('disclaimers', disclaimer('us-only', 'en', { jurisdictions: ['US'] }), {
    expiresAt: moments.textEnds,
  })
  const draft = await desk.create('disclaimers', disclaimer('draft-text', 'en'))
  const gone = await desk.create('disclaimers', disclaimer('gone-text', 'en'))
  await desk.act(gone, 'discard', { reason: 'Not needed.' }, 'disclaimers')
  for (const one of [
    rule('advice', 'no-advice', { priority: 10, when: { types: ['analysis', 'opinion'] } }),
    rule('germans', 'marketing', {
      placement: 'top',
      when: { jurisdictions: ['DE'], contentKinds: ['article'] },
    }),
    rule('americans', 'us-only', {
      placement: 'after_lead',
      when: { jurisdictions: ['US'], topics: ['medtop:100'] },
    }),
    rule('futures', 'no-advice', {
      placement: 'interstitial',
      when: { productClasses: ['perpetual_futures', 'options'] },
    }),
    // A place that is not served: what is missing there closes the article.
    rule('swiss', 'not-written', { required: true, when: { jurisdictions: ['CH'], types: ['opinion'] } }),
    rule('unwritten', 'not-written', { when: { locales: ['en'], entities: ['acme'] } }),
  ])
    await desk.put(`disclaimer-rules/${one.key}`, one, 'lawyer')
  return { german, arabic, japanese, advice, german2, english, american, draftText: draft, goneText: gone }
}
