import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { follow } from '../events/reader.ts'
import { openDesks } from '../faults/desks.ts'
import { startNodes } from '../faults/nodes.ts'
import { createReader } from '../faults/witnesses.ts'
import { startNginx } from './nginx.ts'
import { blocksOf } from './pages.ts'
import { isInstalled } from './programs.ts'

const [site = ''] = blocksOf('docs/scaling.md', 'nginx')

// Shown to fail without `http_503` in `proxy_next_upstream`.
test.runIf(isInstalled('nginx'))(
  'behind nginx, nobody notices that one of two nodes is restarted, killed or cut off (needs nginx)',
  async () => {
    const { nodes, authorization } = await startNodes()
    const ports = nodes.map(({ port }) => port)
    const port = await startNginx(
      site.replaceAll(/node-([12]):3000/g, (_, number) => `127.0.0.1:${ports[number - 1]}`),
    )
    const { create, publish } = openDesks([port], authorization)
    await publish(await create('one'))
    const stream = await follow(port, { path: '/v1/events/stream' })
    await stream.entries(1)
    stream.close()
    const read = createReader([port])
    const failed: string[] = []
    let isOver = false
    let turn = 0
    const reading = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        turn += 1
        const address = turn % 2 ? '/v1/articles/one' : `/v1/articles?limit=${1 + (turn % 100)}&fields=slug`
        const { status, body } = await read(0, address)
        if (status !== 200) failed.push(`${status} ${body}`)
      }
    })
    for (const node of nodes) {
      await node.stop()
      await node.start()
    }
    await nodes[1]?.kill()
    await publish(await create('two'))
    await nodes[1]?.start()
    nodes[0]?.way.cut()
    await sleep(2_000)
    await publish(await create('three'))
    isOver = true
    await Promise.all(reading)
    expect(failed).toEqual([])
    expect(turn).toBeGreaterThan(500)
  },
  120_000,
)
