import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { testApp } from '../helpers.ts'
import { aDisclaimer, aMenu, anArticle, anItem, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { walk } from '../walk.ts'

type Item = { key: string; badge: object | null; link: object | null; items: Item[] }
type Menu = { sections: { key: string; items: Item[] }[]; validUntil: string | null; locale: string }

const path = '/v1/product-menus/main-menu'
const itemsOf = (menu: Menu) => menu.sections.flatMap(({ items }) => items.map(({ key }) => key))

/** A menu with these items, each in its own section. */
async function withItems(...items: ReturnType<typeof anItem>[]) {
  const world = await testApp({ sample: false })
  const desk = newsroom(world.db)
  const sections = items.map((item) => ({
    key: item.key,
    title: { en: item.key, de: `${item.key} (de)` },
    items: [item],
  }))
  const id = await desk.publish(productMenuKind, aMenu({ locales: ['en', 'de'], sections }))
  const get = async (query = ''): Promise<Menu> => (await world.http.get(path + query).expect(200)).body.data
  return { ...world, desk, id, get }
}

test('each audience gets its items, without empty sections', async () => {
  const { get } = await withItems(
    anItem('all'),
    anItem('apps', { targeting: { platforms: ['ios', 'android'] } }),
    anItem('eu', { targeting: { jurisdictions: { allow: ['EU'], deny: ['FR'] } } }),
    anItem('german', { targeting: { locales: ['de'] } }),
    anItem('recent', { targeting: { minAppVersion: { ios: '5.10' } } }),
  )
  const shown = async (query: string) => itemsOf(await get(query))
  expect(await shown('')).toEqual(['all'])
  expect(await shown('?platform=web')).toEqual(['all', 'recent'])
  expect(await shown('?platform=ios')).toEqual(['all', 'apps'])
  expect(await shown('?platform=ios&appVersion=5.9')).toEqual(['all', 'apps'])
  expect(await shown('?platform=ios&appVersion=5.10.0')).toEqual(['all', 'apps', 'recent'])
  expect(await shown('?jurisdiction=DE')).toEqual(['all', 'eu'])
  expect(await shown('?jurisdiction=FR')).toEqual(['all'])
  expect(await shown('?locale=de-AT')).toEqual(['all', 'german'])
})

test('texts are in the served language, which Content-Language names', async () => {
  const { http } = await withItems(anItem('spot', { title: { en: 'Spot', de: 'Kassa' } }))
  const german = await http.get(`${path}?locale=de-CH-1996`).expect(200)
  expect(german.body.data).toMatchObject({
    locale: 'de',
    sections: [{ title: 'spot (de)', items: [{ title: 'Kassa' }] }],
  })
  expect(german.headers['content-language']).toBe('de')
  const other = await http.get(`${path}?locale=ja`).expect(200)
  expect(other.body.data.sections[0].items[0].title).toBe('Spot')
  expect(other.headers['content-language']).toBe('en')
})

test('a badge is shown in its half-open window, to the millisecond', async () => {
  const from = '2026-04-02T00:00:00.000Z'
  const until = '2026-04-03T00:00:00.000Z'
  const { get, time } = await withItems(
    anItem('spot', { badge: { text: { en: 'New' }, kind: 'new', from, until } }),
  )
  const badgeAt = async (now: string) => {
    time.set(now)
    const menu = await get()
    return { badge: menu.sections[0]?.items[0]?.badge, validUntil: menu.validUntil }
  }
  const shown = { badge: { text: 'New', kind: 'new', until }, validUntil: until }
  expect(await badgeAt('2026-04-01T23:59:59.999Z')).toEqual({ badge: null, validUntil: null })
  expect(await badgeAt(from)).toEqual(shown)
  expect(await badgeAt('2026-04-02T23:59:59.999Z')).toEqual(shown)
  expect(await badgeAt(until)).toEqual({ badge: null, validUntil: null })
  expect((await get(`?asOf=${from}`)).sections[0]?.items[0]?.badge).toEqual(shown.badge)
})

test('validUntil is the earliest end of what is shown, never a start or what is hidden', async () => {
  const schedule = (from: string | null, until: string | null) => ({ schedule: { from, until } })
  const { get, time } = await withItems(
    anItem('first', schedule(null, '2026-04-05T00:00:00.000Z')),
    anItem('soon', schedule('2026-04-02T00:00:00.000Z', '2026-04-03T00:00:00.000Z')),
    anItem('hidden', { targeting: { platforms: ['ios'] }, ...schedule(null, '2026-04-04T00:00:00.000Z') }),
  )
  expect((await get()).validUntil).toBe('2026-04-05T00:00:00.000Z')
  expect((await get('?platform=ios')).validUntil).toBe('2026-04-04T00:00:00.000Z')
  time.set('2026-04-02T00:00:00.000Z')
  const menu = await get()
  expect(itemsOf(menu)).toEqual(['first', 'soon'])
  expect(menu.validUntil).toBe('2026-04-03T00:00:00.000Z')
})

test('a link to an article is hidden where the article is blocked', async () => {
  const { http, db } = await testApp({ sample: false })
  const desk = newsroom(db)
  const id = await desk.publish(articleKind, anArticle({ slug: 'own', blockedIn: ['EU'] }))
  const items = [anItem('linked', { link: { type: 'article', id } })]
  await desk.publish(productMenuKind, aMenu({ sections: [{ key: 'all', items }] }))
  const linkIn = async (query: string) => {
    const { body } = await http.get(`/v1/product-menus/main-menu${query}`).expect(200)
    return body.data.sections[0].items[0].link
  }
  expect([await linkIn('?jurisdiction=DE'), await linkIn('?jurisdiction=EU')]).toEqual([null, null])
  const link = { type: 'article', id }
  expect([await linkIn(''), await linkIn('?jurisdiction=US')]).toEqual([link, link])
})

test('a link to an article is shown only while the article is public', async () => {
  const { http, db, time } = await testApp({ sample: false })
  const desk = newsroom(db)
  const times = { publishAt: '2026-04-02T00:00:00.000Z', expiresAt: '2026-04-03T00:00:00.000Z' }
  const id = await desk.publish(articleKind, anArticle(), times)
  const link = { type: 'article' as const, id }
  const items = [{ ...anItem('top'), items: [anItem('below', { link })] }, anItem('other', { link })]
  const menu = await desk.publish(
    productMenuKind,
    aMenu({ sections: [{ key: 'all', title: null, items: [...items] }] }),
  )
  const at = async (now: string) => {
    time.set(now)
    const { body, text, headers } = await http.get(path).expect(200)
    const [top, other]: Item[] = body.data.sections[0].items
    return {
      links: [top?.items[0]?.link, other?.link],
      told: text.includes(id),
      keys: headers['surrogate-key'],
    }
  }
  expect(await at('2026-04-01T23:59:59.999Z')).toEqual({ links: [null, null], told: false, keys: menu })
  expect(await at('2026-04-02T00:00:00.000Z')).toEqual({
    links: [link, link],
    told: true,
    keys: `${menu} ${id}`,
  })
  expect(await at('2026-04-03T00:00:00.000Z')).toEqual({ links: [null, null], told: false, keys: menu })
})

test('disclaimers are those of the products shown, and a required one without a text withholds the menu', async () => {
  const { http, db, desk, get } = await withItems(
    anItem('spot'),
    anItem('futures', { productClass: 'perpetual_futures', targeting: { platforms: ['web'] } }),
  )
  await desk.publish(disclaimerKind, aDisclaimer())
  const when = { productClasses: ['perpetual_futures'] }
  await db.write((write) => putRules(write, [aRule({ when, required: true })]))
  expect(await get()).toMatchObject({ disclaimers: [] })
  expect(await get('?platform=web')).toMatchObject({
    disclaimers: [{ key: 'capital-at-risk', required: true }],
  })
  await db.write((write) => putRules(write, [aRule({ when, required: true, disclaimer: 'missing' })]))
  expect((await http.get(`${path}?platform=web`).expect(503)).body.code).toBe('disclaimer-unresolved')
  await http.get(path).expect(200)
})

test('menus are listed by key in pages, and each moment has its version', async () => {
  const { http, db, time } = await testApp({ sample: false })
  const desk = newsroom(db)
  for (const key of ['b-menu', 'c-menu', 'a-menu']) await desk.publish(productMenuKind, aMenu({ key }))
  time.set('2026-04-02T00:00:00.000Z')
  await desk.publish(productMenuKind, aMenu({ key: 'd-menu' }))
  let count = 0
  const seen = await walk<{ key: string }>(http, '/v1/product-menus?limit=3', () => {
    count += 1
    return desk.publish(productMenuKind, aMenu({ key: `e-menu-${count}` }))
  })
  expect(seen.map(({ key }) => key)).toEqual(['a-menu', 'b-menu', 'c-menu', 'd-menu'])
  const past = await http.get('/v1/product-menus?asOf=2026-04-01T12:00:00Z').expect(200)
  expect(past.body.data).toHaveLength(3)
  await http.get('/v1/product-menus/d-menu?asOf=2026-04-01T12:00:00Z').expect(404)
})

test.each([
  ['5.1.20260317', true],
  ['v5.12', true],
  ['5.12.0.20260317', true],
  ['5.0.99999999', false],
  ['5.12.0-debug', false],
  ['6.0.0-rc.1%2B7', false],
  ['6.0%20(1234)', false],
  ['6.0b2', false],
])('an app that states the version %s sees what 5.1 brought: %s', async (version, isShown) => {
  const since = anItem('since', { targeting: { minAppVersion: { ios: '5.1' } } })
  const { get } = await withItems(anItem('always'), since)
  const shown = itemsOf(await get(`?platform=ios&appVersion=${version}`))
  expect(shown).toEqual(isShown ? ['always', 'since'] : ['always'])
})

test.each([
  'platform=windows',
  'platform=',
  'platform=IOS',
  'appVersion=5.x',
  'appVersion=1.2.3.4.5',
  'appVersion=v',
  'locale=d',
  'locale=de_AT',
  'locale=',
  'asOf=2027-01-01T00:00:00Z',
])('%s is refused', async (query) => {
  const { http } = await withItems(anItem('spot'))
  const { body } = await http.get(`${path}?${query}`).expect(400)
  expect(body.errors).toEqual([expect.objectContaining({ parameter: query.split('=')[0] })])
})
