import Fastify from 'fastify'
import supertest from 'supertest'
import { expect, onTestFinished, test, vi } from 'vitest'
import { buildApp } from '../../src/app.ts'
import { articleKind } from '../../src/articles/kind.ts'
import type { Database } from '../../src/db/database.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { pageRoutes, type SiteServices } from '../../src/site/routes.ts'
import { problems } from '../../src/slices.ts'
import type { Instant } from '../../src/values/time.ts'
import { testApp } from '../helpers.ts'
import { anArticle, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { addressesIn, elementsOf, expectStrict } from './html.ts'

const hostile = `<script>alert(1)</script><img src=x onerror=alert(2)> & "Rates" 'rise' \`$\{1}\` </a></style>-->`

test('the landing page lists the newest story first, with its text escaped and in its own direction', async () => {
  const { http, db } = await testApp({ sample: false })
  const desk = newsroom(db)
  await desk.publish(articleKind, anArticle({ slug: 'older', publishedAt: '2026-03-01T00:00:00.000Z' }))
  const fields = { slug: 'newest', headline: hostile, summary: hostile, locale: 'ar-EG' }
  await desk.publish(articleKind, anArticle(fields))
  const { text, headers } = await http.get('/developers').expect(200)
  expect(headers['content-type']).toBe('text/html; charset=utf-8')
  expectStrict(text, headers['content-security-policy'])
  const shown = elementsOf(text).filter(({ properties }) => properties.lang === 'ar-EG')
  expect(shown.map(({ tagName, properties }) => [tagName, properties.dir])).toEqual([
    ['a', 'auto'],
    ['p', 'auto'],
  ])
  for (const { children } of shown) expect(children).toEqual([expect.objectContaining({ value: hostile })])
  expect(text.indexOf('/v1/articles/newest')).toBeLessThan(text.indexOf('/v1/articles/older'))
})

test('a story in any language that can be written down is shown', async () => {
  const { http, db } = await testApp({ sample: false })
  const names = {
    'zh-Hant-TW': 'Chinese (Traditional, Taiwan)',
    'en-US-u-ca-gregory': 'American English',
    'de-x-house': 'German',
    'zh-cmn-Hans': 'Chinese',
    'qqx-419': 'qqx (Latin America)',
  }
  for (const locale of Object.keys(names))
    await newsroom(db).publish(articleKind, anArticle({ slug: locale.toLowerCase(), locale }))
  const { text } = await http.get('/developers').expect(200)
  for (const name of Object.values(names)) expect(text).toContain(`<span>${name}</span>`)
})

test('the landing page lacks what a list lacks: drafts, what is to come, what lacks a required disclaimer', async () => {
  const { http, db, time } = await testApp({ sample: false })
  const desk = newsroom(db)
  const begin = '2026-04-01T01:00:00.000Z'
  await desk.draft(anArticle({ slug: 'draft' }))
  await desk.publish(articleKind, anArticle({ slug: 'later' }), { publishAt: begin as Instant })
  expect((await http.get('/developers').expect(200)).text).toContain('Nothing is published yet')
  time.set(begin)
  expect((await http.get('/developers').expect(200)).text).toContain('/v1/articles/later')
  await db.write((write) => putRules(write, [aRule({ required: true })]))
  expect((await http.get('/developers').expect(200)).text).toContain('Nothing is published yet')
})

test.each(['/developers', '/problems', '/problems/article-retracted'])(
  'every link of %s works and stays on this server',
  async (page) => {
    const { http } = await testApp()
    const { text, headers } = await http.get(page).expect(200)
    expectStrict(text, headers['content-security-policy'])
    for (const address of new Set(addressesIn(text))) await http.get(address).expect(200)
  },
)

const textsIn = (page: string): string[] =>
  elementsOf(page).flatMap(({ tagName, children: [text] }) =>
    tagName === 'pre' && text?.type === 'text' ? [text.value] : [],
  )
const commandsIn = (page: string): string[] =>
  textsIn(page).flatMap((text) => /^curl '(.+)'$/.exec(text)?.[1] ?? [])

test('the commands of the landing page work, and the answer that it shows is the true one', async () => {
  const { http, app } = await testApp({ environment: { PORT: '0', PUBLIC_URL: '' } })
  await app.listen({ port: 0 })
  const { text } = await http.get('/developers').expect(200)
  const addresses = commandsIn(text)
  expect(addresses).toHaveLength(3)
  const answers: string[] = []
  for (const address of addresses) {
    const answer = await fetch(address)
    expect(answer.status).toBe(200)
    answers.push(await answer.text())
  }
  const shown = textsIn(text).filter((one) => one.startsWith('{'))
  expect(shown.map((one) => JSON.stringify(JSON.parse(one)))).toEqual([answers[1]])
})

test('commands begin with the public address, never with what a request says', async () => {
  const { http } = await testApp({ environment: { PUBLIC_URL: 'https://news.example' } })
  const { text } = await http.get('/developers').set('Host', 'evil.example').expect(200)
  for (const address of commandsIn(text)) expect(address).toMatch(/^https:\/\/news\.example\/v1\//)
})

test('the landing page is cached until something public changes', async () => {
  const { http, db } = await testApp({ sample: false })
  const { headers } = await http.get('/developers').expect(200)
  expect(headers['cache-control']).toBe('public, max-age=15, stale-while-revalidate=15, stale-if-error=3600')
  expect(headers['surrogate-key']).toBe('articles')
  const known = { 'if-none-match': headers.etag ?? '' }
  await http.get('/developers').set(known).expect(304)
  await http.get('/developers?utm_source=x').set(known).expect(304)
  await newsroom(db).publish(articleKind, anArticle({ slug: 'another' }))
  expect((await http.get('/developers').set(known).expect(200)).text).toContain('/v1/articles/another')
})

test('neither a query nor another reader makes a page be made again', async () => {
  const world = await testApp()
  let snapshots = 0
  const snapshot: Database['snapshot'] = (work) => {
    snapshots += 1
    return world.db.snapshot(work)
  }
  const app = await buildApp({ ...world, db: { ...world.db, snapshot } }, { write: () => {} })
  onTestFinished(() => app.close())
  await app.ready()
  const http = supertest(app.server)
  for (const address of ['/developers', '/developers?utm_source=x', '/developers?utm_source=y'])
    await http.get(address).expect(200)
  expect(snapshots).toBe(1)
  const read = vi.fn(Reflect.get)
  const site = Fastify()
  onTestFinished(() => site.close())
  const watched = new Proxy(problems, { get: read })
  pageRoutes(site, { ...world, problems: watched, cache: null } as unknown as SiteServices)
  await site.ready()
  read.mockClear()
  for (let count = 0; count < 3; count += 1)
    await supertest(site.server).get('/problems/not-found').expect(200)
  expect(read).toHaveBeenCalledTimes(1)
})

test('each problem code has a page, the list names them all, and no other name has one', async () => {
  const { http } = await testApp({ sample: false })
  const list = (await http.get('/problems').expect(200)).text
  for (const [code, { status, title }] of Object.entries(problems)) {
    const { text, headers } = await http.get(`/problems/${code}`).expect(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expectStrict(text, headers['content-security-policy'])
    expect(text).toContain(`<code>${code}</code> · ${status} `)
    expect(text).toContain(`<h1>${title}</h1>`)
    expect(text).not.toContain('`')
    expect(list).toContain(`<a href="/problems/${code}"><code>${code}</code><span>${title}</span></a>`)
  }
  for (const code of ['no-such-code', 'constructor', '__proto__', 'toString', 'Not-Found', '%3Cscript%3E'])
    expect((await http.get(`/problems/${code}`).expect(404)).text).not.toContain('script')
})

test('pages are small', async () => {
  const { http, db } = await testApp({ sample: false })
  const summary =
    'A summary of a hundred characters or so, which a long story has, and which ends about here: now.'
  for (let number = 0; number < 10; number += 1)
    await newsroom(db).publish(articleKind, anArticle({ slug: `story-${number}`, summary }))
  for (const page of ['/developers', '/problems', '/problems/not-found', '/docs']) {
    const { headers } = await http.head(page).set('accept-encoding', 'br').expect(200)
    expect(Number(headers['content-length'])).toBeLessThan(6_000)
  }
})

test('the icon is there under both of its names, to be kept', async () => {
  const { http } = await testApp({ sample: false })
  for (const address of ['/favicon.svg', '/favicon.ico']) {
    const { headers, body } = await http.get(address).expect(200)
    expect(headers).toMatchObject({
      'content-type': 'image/svg+xml',
      'cache-control': 'public, max-age=86400',
    })
    expect(body.toString()).toMatch(/^<svg /)
  }
})
