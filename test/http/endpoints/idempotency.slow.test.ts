import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { deskApp } from './desk-app.ts'

const things = '/admin/v1/things'

test('a repeat waits five seconds for the first request, then is 409', async () => {
  let release = () => {}
  const first = new Promise<void>((resolve) => {
    release = resolve
  })
  const { http, key } = await deskApp({ pause: () => first })
  const send = () => http.post(things).set(key).set('Idempotency-Key', 'one').send({ text: 'a' })
  const one = send().then((answer) => answer)
  await sleep(50)
  const begun = performance.now()
  const two = await send()
  expect({ status: two.status, code: two.body.code }).toEqual({
    status: 409,
    code: 'idempotency-in-progress',
  })
  expect(two.headers['retry-after']).toMatch(/^\d+$/)
  expect(performance.now() - begun).toBeGreaterThan(4_500)
  release()
  expect((await one).status).toBe(201)
  expect((await send()).headers['idempotency-replayed']).toBe('true')
})
