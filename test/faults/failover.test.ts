import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { findFaults } from '../crash/check.ts'
import type { OwnServer } from './server.postgres.ts'
import { type World, watch } from './watch.ts'
import { createReader } from './witnesses.ts'

/** What happens to the database under load, until it can be used again. */
const outages: Record<string, (world: World) => Promise<OwnServer>> = {
  async 'stopped and started'({ server }) {
    await server.stop('SIGINT')
    await sleep(4_000)
    await server.start()
    return server
  },
  async frozen({ server }) {
    server.freeze()
    await sleep(4_000)
    server.resume()
    return server
  },
  async 'lost, and its synchronous standby takes over'({ server, nodes }) {
    const standby = await server.addStandby()
    await sleep(2_000)
    await server.stop('SIGQUIT')
    await standby.execute('select pg_promote()')
    for (const { way } of nodes) way.leadTo(standby.port)
    return standby
  },
}

test.each(Object.entries(outages))(
  'two nodes outlive a database that is %s: refusals within 2 s, recovery within 5 s, and nothing lost',
  async (_, outage) => {
    const recovered: number[] = []
    const { wrong, changed, refused, refusal, server, areAlive, acknowledged } = await watch(
      async (world) => {
        await sleep(4_000)
        const server = await outage(world)
        const startedAt = performance.now()
        const read = createReader(world.nodes.map(({ port }) => port))
        // In no cache, so that the database is asked.
        const recover = async (node: number) => {
          while ((await read(node, `/v1/articles/${randomUUID()}`)).status !== 404) await sleep(50)
          recovered.push(performance.now() - startedAt)
        }
        await Promise.all(world.nodes.map((_, node) => recover(node)))
        return server
      },
    )
    console.info(`${acknowledged.length} writes were acknowledged; recovered after ${recovered} ms`)
    expect(wrong).toEqual([])
    expect(changed).toEqual([])
    expect(refused).toBeGreaterThan(0)
    expect(refusal).toBeLessThan(2_300)
    expect(Math.max(...recovered)).toBeLessThan(5_000)
    expect(areAlive).toBe(true)
    expect(await findFaults(server.url, { acknowledged })).toEqual([])
  },
  240_000,
)
