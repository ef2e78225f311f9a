import { expect } from 'vitest'
import { testApp } from '../helpers.ts'
import { newsroom } from '../newsroom.ts'
import { type Answer, listening } from './socket.ts'

/** Serves the application on a port, with helpers for the response cache. */
export async function served(options: Parameters<typeof testApp>[0] = {}) {
  const world = await testApp(options)
  const wire = await listening(world.app)
  const hits = () => wire.metric('broadtape_cache_hits_total')
  return { ...world, ...wire, hits, desk: newsroom(world.db) }
}
export type Served = Awaited<ReturnType<typeof served>>

/** An answer without what differs at each request. */
export function essence({ status, headers, bytes }: Answer) {
  const { date, 'x-request-id': id, ratelimit, ...others } = headers
  expect([date, id].map((value) => typeof value)).toEqual(['string', 'string'])
  const text = status >= 400 ? bytes.toString().replace(String(id), '') : bytes.toString('base64')
  return { status, headers: others, text }
}
