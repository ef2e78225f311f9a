import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { testApp } from '../helpers.ts'
import { aMenu, anArticle, anItem, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { elementsOf } from '../site/html.ts'
import { expectSafe, named, textOf } from './html.ts'
import { putSubjects, richArticle } from './rich.ts'

async function world(options: Parameters<typeof testApp>[0] = {}) {
  const made = await testApp({ sample: false, ...options })
  const desk = newsroom(made.db)
  /** Publishes so many stories, each later than the one before. */
  const publish = async (count: number, fields: Parameters<typeof anArticle>[0] = {}) => {
    for (let number = 1; number <= count; number += 1) {
      made.time.advance(1_000)
      await desk.publish(
        articleKind,
        anArticle({
          headline: `Story ${number}`,
          slug: `${fields.locale ?? 'en'}-${number}`.toLowerCase(),
          ...fields,
        }),
      )
    }
  }
  const page = async (path: string) => {
    const { text, headers } = await made.http.get(path).expect(200)
    return expectSafe(text, headers['content-security-policy'])
  }
  return { ...made, desk, publish, page }
}
type Elements = ReturnType<typeof elementsOf>

const headlines = (elements: Elements) =>
  elements
    .filter(({ tagName }) => /^h[23]$/.test(tagName))
    .map(textOf)
    .filter((text) => /^Story/.test(text))

const hrefOf = (elements: Elements, rel: string): string =>
  String(
    elements.find(({ tagName, properties }) => tagName === 'a' && [properties.rel].flat().includes(rel))
      ?.properties.href,
  )

test('the front page begins with the most urgent of the newest stories, then goes by date', async () => {
  const { publish, desk, page, time } = await world()
  await publish(3)
  await desk.publish(articleKind, anArticle({ slug: 'flash', headline: 'Story: flash', urgency: 1 }))
  time.advance(1_000)
  await publish(1, { locale: 'en-GB' })
  expect(headlines(await page('/'))).toEqual(['Story: flash', 'Story 1', 'Story 3', 'Story 2', 'Story 1'])
})

test('all stories are reached by the link to older ones, each once', async () => {
  const { publish, page } = await world()
  await publish(45)
  const found: string[] = []
  for (let path = '/'; path !== 'undefined'; ) {
    const elements = await page(path)
    found.push(...headlines(elements))
    path = hrefOf(elements, 'next')
  }
  expect(found).toEqual(Array.from({ length: 45 }, (_, index) => `Story ${45 - index}`))
})

test('the front page has one language: that which is asked for, the default, or else all that there are', async () => {
  const { publish, page, http } = await world()
  await publish(2, { locale: 'de' })
  expect(headlines(await page('/'))).toHaveLength(2)
  expect((await http.get('/')).text).toContain('<html lang="de"')
  await publish(1)
  expect(headlines(await page('/'))).toHaveLength(1)
  expect(headlines(await page('/?locale=de'))).toHaveLength(2)
  expect(headlines(await page('/?locale=fr'))).toHaveLength(0)
})

test('the front page offers its other languages, and speaks the one that is written most', async () => {
  const { publish, page, http } = await world({ environment: { DEFAULT_LOCALE: 'en-US' } })
  await publish(2, { locale: 'zh-Hant' })
  await publish(1, { locale: 'zh' })
  await publish(1)
  const elements = await page('/')
  expect(headlines(elements)).toHaveLength(1)
  const offered = named(elements, 'a').filter(({ properties }) => properties.hrefLang)
  expect(offered.map(({ properties }) => properties.href)).toEqual(['/?locale=zh'])
  const { text } = await http.get('/?locale=zh').expect(200)
  expect(text).toContain('<html lang="zh-Hant"')
  expect(text.match(/Story 1/g)).toHaveLength(2)
})

test('a topic has its stories, its broader topic, and its feeds', async () => {
  const { db, desk, page, http } = await world()
  await putSubjects(db)
  await desk.publish(articleKind, richArticle({ headline: 'Story of steel' }))
  await desk.publish(articleKind, anArticle({ slug: 'other', headline: 'Story of something else' }))
  const elements = await page('/topics/own:steel')
  expect(named(elements, 'h1').map(textOf)).toEqual(['steel industry'])
  expect(headlines(elements)).toEqual(['Story of steel'])
  const addresses = elements.map(({ properties }) => properties.href)
  for (const address of [
    '/topics/own:markets',
    '/feeds/atom.xml?topic=own:steel',
    'https://news.example/topics/own:steel',
  ])
    expect(addresses).toContain(address)
  await http.get('/topics/own:nothing').expect(404)
})

test('an instrument has its identifiers and listings; its key redirects to the market and ticker', async () => {
  const { db, desk, page, http } = await world()
  await putSubjects(db)
  await desk.publish(articleKind, richArticle({ headline: 'Story of shares' }))
  const elements = await page('/instruments/XNYS:ACM')
  expect(named(elements, 'dd').map(textOf)).toEqual(['Acme Industries', 'US0378331005'])
  expect(named(elements, 'td').map(textOf)).toEqual(['ACM', 'USD', 'January 2, 2004', ''])
  expect(headlines(elements)).toEqual(['Story of shares'])
  const { headers } = await http.get('/instruments/acme-stock?utm_medium=x&jurisdiction=DE').expect(308)
  expect(headers.location).toBe('/instruments/XNYS:ACM?jurisdiction=DE')
  await http.get('/instruments/XNYS:NONE').expect(404)
})

test('a search says how many it has found, and marks the words', async () => {
  const { publish, page } = await world()
  await publish(3)
  expect(named(await page('/search'), 'input').map(({ properties }) => properties.value)).toEqual([''])
  const found = await page('/search?q=%22story+2%22')
  expect(headlines(found)).toEqual(['Story 2'])
  expect(named(found, 'p', 'count').map(textOf)).toEqual(['Stories found: 1'])
  expect(named(found, 'mark').map(textOf)).toEqual(['Story 2'])
  expect(named(found, 'input').map(({ properties }) => properties.value)).toEqual(['"story 2"'])
  expect(named(await page('/search?q=zebra'), 'p', 'nothing')).toHaveLength(1)
  // Sent by a form without words.
  expect(named(await page('/search?q='), 'p', 'nothing')).toHaveLength(0)
})

test('the corrections have what was wrong and what was retracted', async () => {
  const { desk, page } = await world()
  const id = await desk.publish(articleKind, anArticle({ slug: 'corrected' }))
  await desk.correct(id)
  await desk.retract(await desk.publish(articleKind, anArticle({ slug: 'gone', headline: 'Secret' })))
  const elements = await page('/corrections')
  expect(named(elements, 'h2').map(textOf)).toEqual(['Markets Open Lower'])
  const notices = named(elements, 'li', 'correction').map(textOf)
  expect(notices[0]).toContain('This story was wrong.')
  expect(notices[1]).toMatch(/The direction was wrong\..*higher.*lower/s)
  expect(notices.join('')).not.toContain('Secret')
})

test('the menu is navigation, in the language of the page, and is left out where it may not be shown', async () => {
  const { desk, db, page, publish } = await world({
    environment: { MENU: 'main-menu', ARTICLE_URL: 'https://front.example/{slug}' },
  })
  await publish(1)
  expect(named(await page('/'), 'nav', 'menu')).toEqual([])
  const id = await desk.publish(articleKind, anArticle({ slug: 'linked' }))
  const items = [
    anItem('one', { link: { type: 'route', path: '/futures' } }),
    anItem('two', { link: { type: 'article', id } }),
    anItem('three'),
  ]
  await desk.publish(productMenuKind, aMenu({ sections: [{ key: 'all', items }] }))
  const elements = await page('/articles/linked')
  expect(named(elements, 'nav', 'menu').map(({ properties }) => properties.ariaLabel)).toEqual(['Main'])
  const addresses = named(elements, 'a').map(({ properties }) => properties.href)
  expect(addresses).toContain('https://front.example/futures')
  expect(addresses).toContain(`/articles/${id}`)
  await db.write((write) =>
    putRules(write, [aRule({ when: { contentKinds: ['product-menu'] }, required: true })]),
  )
  expect(named(await page('/articles/linked'), 'nav', 'menu')).toEqual([])
})

test('links hand on where and when a page is asked for, and nothing else', async () => {
  const { publish, http, time } = await world()
  await publish(1)
  time.advance(120_000)
  const { text } = await http.get('/?jurisdiction=DE&asOf=2026-04-01T00:01:00Z&utm_source=x').expect(200)
  const addresses = named(elementsOf(text), 'a').map(({ properties }) => properties.href)
  expect(addresses).toContain('/articles/en-1?jurisdiction=DE&asOf=2026-04-01T00:01:00.000Z')
  expect(text).not.toContain('utm_source')
})

test('without pages there are none, and the API is at the front', async () => {
  const { http } = await testApp({ environment: { PAGES: 'false' } })
  expect((await http.get('/').expect(200)).text).toContain('A headless newsroom for finance')
  for (const path of ['/developers', '/search', '/corrections', '/articles/x', '/topics/a:b'])
    expect((await http.get(path).expect(404)).headers['content-type']).toBe('application/problem+json')
})
