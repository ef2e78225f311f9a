import { expect } from 'vitest'
import { testApp } from '../helpers.ts'
import { newsroom } from '../newsroom.ts'
import { type Answer, listening } from './socket.ts'

/** The application on a port, with what prepared answers are asked by. */
export async function served(options: Parameters<typeof testApp>[0] = {}) {
  const world = await testApp(options)
  const wire = await listening(world.app)
  const hits = () => wire.metric('broadtape_cache_hits_total')
  return { ...world, ...wire, hits, desk: newsroom(world.db) }
}
export type Served = Awaited<ReturnType<typeof served>>

/** An answer but for what is another at each request. */
export function essence({ status, headers, bytes }: Answer) {
  const { date, 'x-request-id': id, ratelimit, ...others } = headers
  expect([date, id].map((value) => typeof value)).toEqual(['string', 'string'])
  const text = status >= 400 ? bytes.toString().replace(String(id), '') : bytes.toString('base64')
  return { status, headers: others, text }
}
