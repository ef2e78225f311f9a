import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { testApp } from '../helpers.ts'
import { anArticle, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'
import { expectSafe, named, textOf } from './html.ts'

async function refused() {
  const world = await testApp({ sample: false })
  const desk = newsroom(world.db)
  const page = async (path: string, status: number) => {
    const { text, headers } = await world.http.get(path).set('Accept', 'application/json').expect(status)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(text).not.toContain(String(headers['x-request-id']))
    expect(text).toContain('noindex')
    return { text, headers, elements: expectSafe(text, headers['content-security-policy']) }
  }
  return { ...world, desk, page }
}

test('a retracted story is its notice, and nothing that it said', async () => {
  const { desk, page } = await refused()
  await desk.retract(await desk.publish(articleKind, anArticle({ headline: 'Secret' })), {
    notice: 'A forged <document>.',
  })
  const { text, headers, elements } = await page('/articles/markets-open-higher', 410)
  expect(named(elements, 'h1').map(textOf)).toEqual(['This story has been retracted'])
  expect(named(elements, 'section', 'correction').map(textOf).join()).toContain('A forged <document>.')
  expect(text).not.toContain('Secret')
  expect(headers['cache-control']).toBe('public, max-age=1')
})

test('what is not public, blocked, or lacks a disclaimer is a page of its status', async () => {
  const { desk, page, db } = await refused()
  await desk.publish(articleKind, anArticle({ slug: 'blocked', blockedIn: ['DE'] }))
  await desk.draft(anArticle({ slug: 'draft' }))
  const { text } = await page('/articles/draft', 404)
  expect((await page('/articles/nothing', 404)).text).toBe(text)
  await page('/articles/blocked?jurisdiction=DE', 451)
  await db.write((write) => putRules(write, [aRule({ required: true })]))
  expect((await page('/articles/blocked', 503)).headers['retry-after']).toBeDefined()
})

test('a parameter at fault is named, and what was sent is not repeated', async () => {
  const { page } = await refused()
  for (const query of [
    'jurisdiction=<b>',
    'asOf=<b>',
    'cursor=<b>',
    'jurisdiction=DE&jurisdiction=DE',
    'asOf=%ff',
  ]) {
    const { elements, text } = await page(`/?${query}`, 400)
    expect(named(elements, 'code').map(textOf)).toEqual([query.split('=', 1)[0]])
    expect(text).not.toContain('<b>')
  }
})

test('an address below a page, or a truncated one, answers with a page', async () => {
  const { page } = await refused()
  for (const path of ['/articles', '/articles/x/', '/articles/x/y', '/topics/', '/instruments', '/search/'])
    await page(path, 404)
})

test('other addresses answer with problem documents, whatever they look like', async () => {
  const { http } = await refused()
  for (const path of ['/nothing', '/articlesx', '/v1/articles/x', '/searches/x', '/admin/v1/articles'])
    expect((await http.get(path)).headers['content-type']).toBe('application/problem+json')
})

test('another method is refused with a page that names those that are allowed', async () => {
  const { http } = await refused()
  const { headers, text } = await http.post('/search').expect(405)
  expect(headers.allow).toBe('GET, HEAD, OPTIONS')
  expectSafe(text, headers['content-security-policy'])
})
