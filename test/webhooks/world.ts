import { onTestFinished, vi } from 'vitest'
import { createDeliveries } from '../../src/webhooks/delivery/worker.ts'
import { testApp } from '../helpers.ts'
import { withKey } from '../keys.ts'
import { newsroom } from '../newsroom.ts'
import { type EngineName, engine as engineOfRun } from '../stores.ts'

/** An empty newsroom with webhooks, which may go to this machine, and the worker that delivers. */
export async function webhookWorld({
  environment = {},
  isDelivering = true,
  startAt = '2026-04-01T00:00:00.000Z',
  engine = engineOfRun as EngineName,
} = {}) {
  const world = await testApp({
    sample: false,
    startAt,
    engine,
    environment: { WEBHOOK_ALLOW: '127.0.0.0/8', REVIEW_REQUIRED: 'false', ...environment },
  })
  const key = await withKey(world.db)
  const deliver = async (context = world) => {
    const worker = createDeliveries(context)
    await worker.start()
    let isStopped = false
    const stop = async () => {
      if (!isStopped) await worker.stop()
      isStopped = true
    }
    onTestFinished(stop)
    return stop
  }
  const stop = isDelivering ? await deliver() : async () => {}
  const path = '/admin/v1/webhooks'
  const post = async (url: string, body: object | undefined, status: number) =>
    (await world.http.post(url).set(key).send(body).expect(status)).body.data
  return {
    ...world,
    key,
    deliver,
    stop,
    desk: newsroom(world.db),
    // biome-ignore lint/suspicious/noExplicitAny: answers, which are compared right away.
    make: (order: object): Promise<any> => post(path, order, 201),
    act: (id: string, act: string, body?: object) => post(`${path}/${id}/${act}`, body, 200),
    read: async (id: string) => (await world.http.get(`${path}/${id}`).set(key).expect(200)).body.data,
    deliveries: async (id: string) =>
      (await world.http.get(`${path}/${id}/deliveries?limit=100`).set(key).expect(200)).body.data,
    poll: async () => (await world.http.get('/v1/events?limit=100').expect(200)).body.data,
  }
}

/** Waits until it holds. */
export const until = (check: () => unknown) => vi.waitFor(check, { timeout: 8_000, interval: 20 })
