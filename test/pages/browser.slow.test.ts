import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { disclaimerKind } from '../../src/disclaimers/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { productMenuKind } from '../../src/product-menus/kind.ts'
import { isInstalled } from '../docs/programs.ts'
import { sampleSlug, testApp } from '../helpers.ts'
import { aDisclaimer, aMenu, anArticle, anItem, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { pageAddresses } from './addresses.ts'
import { type Browser, startBrowser, type Tab } from './browser.ts'
import { nasty } from './nasty.ts'
import { putSubjects, richArticle } from './rich.ts'

const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const closings: (() => Promise<unknown>)[] = []
const nastySlug = (at: number) => `nasty-${at}`

let browser: Browser
let tab: Tab
let origin: string

async function fill({ db }: Awaited<ReturnType<typeof testApp>>) {
  const desk = newsroom(db)
  await putSubjects(db)
  // The sample requires one of every article.
  for (const locale of ['de', 'ar', 'he', 'hi', 'ja', 'zh'])
    await desk.publish(disclaimerKind, aDisclaimer({ key: 'risk-warning-and-disclaimer', locale }))
  const id = await desk.publish(articleKind, richArticle())
  await desk.correct(id, { patch: {} })
  const translation = { of: id, version: 1, method: 'human' as const }
  for (const locale of ['de', 'ar', 'ja'])
    await desk.publish(articleKind, richArticle({ slug: `rich-${locale}`, locale, translation }))
  for (const [at, fields] of Object.values(nasty).entries())
    await desk.publish(articleKind, anArticle({ slug: nastySlug(at), ...fields }))
  await desk.publish(articleKind, anArticle({ slug: 'paid', classification: 'sponsored' }))
  await desk.retract(await desk.publish(articleKind, anArticle({ slug: 'gone' })))
  await desk.publish(disclaimerKind, aDisclaimer())
  const items = [anItem('one', { link: { type: 'url', href: 'https://one.example/' } }), anItem('two')]
  const sections = [
    { key: 'all', items },
    { key: 'more', title: { en: 'More' }, items },
  ]
  await desk.publish(productMenuKind, aMenu({ sections }))
  const isPaid = { classifications: ['sponsored'] }
  await db.write((write) =>
    putRules(write, [aRule(), aRule({ key: 'paid', when: isPaid, placement: 'interstitial' })]),
  )
}

describe.runIf(isInstalled('chromium'))(
  'in a browser (needs chromium)',
  () => {
    beforeAll(async () => {
      const world = await testApp({
        environment: { MENU: 'main-menu', PUBLIC_URL: '' },
        behind: (close) => void closings.unshift(close),
      })
      await fill(world)
      await world.app.listen({ port: 0, host: '127.0.0.1' })
      const address = world.app.server.address()
      origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
      browser = await startBrowser()
      closings.unshift(() => browser.close())
      tab = browser.tab
    }, 60_000)
    afterAll(async () => {
      for (const close of closings) await close()
    })

    const looks = [
      { width: 390, scheme: 'light' },
      { width: 1600, scheme: 'dark' },
    ] as const
    const all = [
      ...pageAddresses,
      ...['/articles/rich', '/articles/rich-de', '/articles/rich-ar', '/articles/rich-ja', '/articles/paid'],
      ...['/articles/rich?asOf=2026-04-01T00:00:00.001Z', '/articles/gone', '/articles/nothing', '/search'],
      ...['/?jurisdiction=x', '/?locale=ja'],
    ]

    test.each(all)('%s breaks no rule of accessibility', async (address) => {
      for (const look of looks) {
        await tab.look(look)
        await tab.open(origin + address)
        await tab.evaluate(axe)
        const found = await tab.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
          'axe.run()',
        )
        expect(
          found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 3)]),
        ).toEqual([])
      }
    })

    const overflowing =
      'Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth'

    test.each([...Object.keys(nasty).entries()])(
      '%i: an article with %s runs nothing and fits',
      async (at, name) => {
        const address = `/articles/${nastySlug(at)}`
        const headline = nasty[name]?.headline
        for (const width of [390, 768, 1600]) {
          await tab.look({ width })
          tab.complaints.length = 0
          await tab.open(origin + address)
          expect(await tab.evaluate<number>(overflowing)).toBeLessThanOrEqual(0)
          expect(await tab.evaluate<string>('typeof ran')).toBe('undefined')
          if (headline)
            expect(await tab.evaluate<string>("document.querySelector('h1').textContent")).toBe(headline)
          expect(tab.complaints.filter((one) => !/ERR_NAME_NOT_RESOLVED/.test(one))).toEqual([])
        }
      },
    )

    test.each([...all, '/?cursor='])('%s fits at every width, on paper too', async (address) => {
      for (const width of [320, 390, 768, 1024, 1600]) {
        await tab.look({ width, media: width === 768 ? 'print' : 'screen' })
        await tab.open(origin + address)
        await tab.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        expect(await tab.evaluate<number>(overflowing)).toBeLessThanOrEqual(0)
      }
    })

    test('the first key leads to the content, and the keys go on in reading order', async () => {
      await tab.look({ width: 1600 })
      await tab.open(`${origin}/articles/rich`)
      const places: number[] = []
      let first = ''
      for (let count = 0; count < 20; count += 1) {
        for (const type of ['keyDown', 'keyUp'])
          await tab.send('Input.dispatchKeyEvent', {
            type,
            key: 'Tab',
            code: 'Tab',
            windowsVirtualKeyCode: 9,
          })
        if (count === 0) first = await tab.evaluate('document.activeElement.textContent')
        places.push(
          await tab.evaluate(
            "[...document.querySelectorAll('a, summary, input, button')].indexOf(document.activeElement)",
          ),
        )
        const isSeen =
          'document.activeElement.matches(":focus-visible") && getComputedStyle(document.activeElement).outlineStyle'
        expect(await tab.evaluate(isSeen)).toBe('solid')
      }
      expect(first).toBe('Skip to content')
      expect(places).toEqual([...places].sort((one, other) => one - other))
      expect(new Set(places).size).toBe(20)
    })

    const firstPaint = `new Promise((resolve) =>
    new PerformanceObserver((list) => {
      for (const { name, startTime } of list.getEntries())
        if (name === 'first-contentful-paint') resolve(startTime)
    }).observe({ type: 'paint', buffered: true }))`

    test('the article of the sample is one request beside images, small, and painted at once', async () => {
      await tab.look({ width: 1600 })
      const paints: number[] = []
      for (let count = 0; count < 7; count += 1) {
        await tab.open('about:blank')
        tab.requested.length = 0
        await tab.open(`${origin}/articles/${sampleSlug}`)
        paints.push(await tab.evaluate<number>(firstPaint))
        expect(tab.requested.filter((url) => !/favicon/.test(url))).toEqual([
          `${origin}/articles/${sampleSlug}`,
        ])
      }
      expect(Math.min(...paints)).toBeLessThan(100)
      const { length } = await (await fetch(`${origin}/articles/${sampleSlug}`)).text()
      expect(length).toBeLessThan(60_000)
    })
  },
  60_000,
)
