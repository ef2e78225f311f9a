import { expect, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { putRules } from '../../src/disclaimers/rules.ts'
import { testApp } from '../helpers.ts'
import { anArticle, aRule } from '../makers.ts'
import { newsroom } from '../newsroom.ts'

test('a healthy node is alive and ready, and the responses are not cacheable', async () => {
  const { http } = await testApp()
  const live = await http.get('/livez').expect(200)
  expect(live.body).toEqual({ status: 'ok' })
  const ready = await http.get('/readyz').expect(200)
  expect(ready.body).toEqual({
    status: 'ok',
    checks: {
      stopping: false,
      clock: 'ok',
      node: null,
      storage: 'ok',
      unresolvedDisclaimers: 0,
      disabledWebhooks: 0,
    },
  })
  for (const { headers } of [live, ready]) expect(headers['cache-control']).toBe('no-store')
})

test('articles without their required disclaimer are counted, and the node stays ready', async () => {
  const { http, db } = await testApp({ sample: false })
  const desk = newsroom(db)
  for (const slug of ['one', 'two']) await desk.publish(articleKind, anArticle({ slug, type: 'opinion' }))
  await desk.publish(articleKind, anArticle({ slug: 'three' }))
  const rule = aRule({ disclaimer: 'missing', required: true, when: { types: ['opinion'] } })
  await db.write((write) => putRules(write, [rule]))
  const { body } = await http.get('/readyz').expect(200)
  expect(body).toEqual({
    status: 'ok',
    checks: {
      stopping: false,
      clock: 'ok',
      node: null,
      storage: 'ok',
      unresolvedDisclaimers: 2,
      disabledWebhooks: 0,
    },
  })
})

test('a node whose store does not respond is alive but not ready', async () => {
  const { http, db } = await testApp()
  await db.close()
  await http.get('/livez').expect(200)
  const { body } = await http.get('/readyz').expect(503)
  expect(body).toEqual({
    status: 'unavailable',
    checks: {
      stopping: false,
      clock: 'ok',
      node: null,
      storage: 'unavailable',
      unresolvedDisclaimers: null,
      disabledWebhooks: null,
    },
  })
})

test('a node that is shutting down still responds, with Connection: close, and is not ready', async () => {
  const { http, stop } = await testApp()
  const connection = async (url: string) => {
    const { headers } = await http.get(url).set('Connection', 'keep-alive').expect(200)
    return headers.connection
  }
  expect(await connection('/v1/articles')).toBe('keep-alive')
  stop()
  const { body } = await http.get('/readyz').expect(503)
  expect(body.checks).toEqual({
    stopping: true,
    clock: 'ok',
    node: null,
    storage: 'ok',
    unresolvedDisclaimers: 0,
    disabledWebhooks: 0,
  })
  // Both cached and freshly computed.
  for (const url of ['/v1/articles', '/v1/articles?limit=3', '/livez'])
    expect(await connection(url)).toBe('close')
})
