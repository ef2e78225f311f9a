import { about, article, block, item, menu, topic, wholeArticle } from './contents.ts'
import type { Desk } from './desk.ts'
import { moments, type Names } from './moments.ts'
import { words } from './words.ts'

/** Articles of every sort, in every state. */
export async function publishStories(desk: Desk) {
  const run = (slug: string, fields: object = {}, times: object = {}) =>
    desk.run('articles', article(slug, fields), times)
  const day = (number: number) => ({
    publishedAt: `2026-03-${String(number).padStart(2, '0')}T08:00:00.000Z`,
  })
  const whole = await desk.run('articles', wholeArticle('acme-doubles-its-profit'))
  const types = words`news analysis opinion brief alert explainer interview press_release live`
  const plain: Record<string, string> = {}
  for (const [index, type] of types.entries()) {
    const entities = index % 2 ? [about('acme'), about('tokyo', 'mentions')] : [about('bolt')]
    const instruments =
      index % 3 ? [{ key: 'acme-stock' }] : [{ key: 'bolt-stock', via: 'bolt' }, { key: 'tiny-coin' }]
    const topics = index % 4 ? [topic('100')] : [topic('200'), topic('a.b_c-1', 'own')]
    const storyKey = index % 2 ? 'rally' : 'slump'
    const fields = { type, urgency: index + 1, entities, instruments, topics, storyKey, ...day(index + 1) }
    plain[type] = await run(`plain-${index + 1}`, fields)
  }
  const german = await run('acme-verdoppelt-den-gewinn', {
    ...{ locale: 'de-AT', headline: 'Acme verdoppelt den Gewinn – „groß“', storyKey: 'acme-results' },
    translation: { of: whole, version: 1, method: 'human', reviewedBy: 'Eva' },
  })
  const arabicText = 'ارتفعت الأسهم بنسبة ٥٪ يوم الثلاثاء.'
  const arabic = await run('arabic-story', {
    locale: 'ar',
    headline: 'الأسهم ترتفع',
    body: [block('b1', arabicText)],
    entities: [about('acme')],
  })
  const japanese = await run('japanese-story', {
    locale: 'ja',
    headline: '株価が上昇',
    body: [block('b1', '東京の株価が上昇した。𠮷野家')],
    entities: [about('tokyo')],
  })
  const scheduled = await run('scheduled-story', { storyKey: 'rally' }, { publishAt: moments.scheduled })
  const embargoed = await run(
    'embargoed-story',
    { entities: [about('acme')] },
    { publishAt: '2026-03-25T00:00:00Z', embargoedUntil: moments.embargo },
  )
  const expiring = await run('expiring-story', { entities: [about('bolt')] }, { expiresAt: moments.expires })
  const blocked = await run('blocked-story', { blockedIn: ['DE', 'US'], storyKey: 'rally' })
  const names = words`corrected clarified held released killed withdrawn moved updated`
  const acted: Record<string, string> = {}
  for (const [index, name] of names.entries())
    acted[name] = await run(`${name}-story`, {
      ...day(index + 10),
      storyKey: 'rally',
      entities: [about('acme')],
    })
  const draft = await desk.create('articles', article('draft-story'))
  const review = await desk.create('articles', article('review-story'))
  await desk.act(review, 'submit')
  const approved = await desk.create('articles', article('approved-story'))
  await desk.act(approved, 'submit')
  await desk.act(approved, 'approve')
  const changes = await desk.create('articles', article('changes-story'))
  await desk.act(changes, 'submit')
  await desk.act(changes, 'request-changes', { reason: 'Too long.' })
  const discarded = await desk.create('articles', article('discarded-story'))
  await desk.act(discarded, 'discard', { reason: 'A duplicate.' })
  const states = { draft, review, approved, changes, discarded }
  return {
    whole,
    ...plain,
    germanStory: german,
    arabicStory: arabic,
    japaneseStory: japanese,
    scheduled,
    embargoed,
    expiring,
    blocked,
    ...acted,
    ...states,
  }
}

/** Menus with windows, badges, audiences and links. */
export async function publishMenus(desk: Desk, { whole = '' }: Names) {
  const window = { from: '2026-03-25T00:00:00Z', until: moments.menu }
  const main = await desk.run(
    'product-menus',
    menu('main-menu', {
      title: { en: 'Main', de: 'Haupt' },
      locales: ['en', 'de'],
      sections: [
        {
          key: 'trade',
          title: { en: 'Trade', de: 'Handel' },
          items: [
            item('spot', {
              icon: { name: 'chart-line', alt: { en: 'A line' } },
              link: { type: 'route', path: '/spot' },
            }),
            item('futures', {
              productClass: 'perpetual_futures',
              badge: { text: { en: 'Hot' }, kind: 'hot', ...window },
            }),
            item('options', {
              productClass: 'options',
              schedule: window,
              link: { type: 'instrument', key: 'acme-stock' },
            }),
            item('app', {
              targeting: { platforms: ['ios', 'android'], minAppVersion: { ios: '5.2' } },
              link: { type: 'deeplink', ios: 'acme://spot', web: 'https://acme.example/' },
            }),
            item('german', { targeting: { locales: ['de'] } }),
            item('european', { targeting: { jurisdictions: { allow: ['EU'], deny: ['FR'] } } }),
            item('group', {
              items: [
                item('story', { link: { type: 'article', id: whole } }),
                item('chat', { link: { type: 'action', name: 'open-chat' } }),
              ],
            }),
          ],
        },
        { key: 'later', title: null, schedule: { from: moments.menu, until: null }, items: [item('soon')] },
      ],
    }),
  )
  const second = await desk.run('product-menus', menu('second-menu', { surface: 'footer' }))
  await desk.update('product-menus', second, { title: { en: 'Second, later' } }, { publishAt: moments.menu })
  const ended = await desk.create('product-menus', menu('ended-menu'))
  const { data } = await desk.publish('product-menus', ended)
  const draft = await desk.create('product-menus', menu('draft-menu'))
  const gone = await desk.create('product-menus', menu('gone-menu'))
  await desk.act(gone, 'discard', undefined, 'product-menus')
  return { main, second, ended, endedPublication: String(data.id), draftMenu: draft, goneMenu: gone }
}
