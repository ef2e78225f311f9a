import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { findFaults } from '../crash/check.ts'
import { openNotebook, write, writeUntilCut } from '../crash/editors.ts'
import { connectDesk, type Send } from '../desk-client.ts'
import { seededRandom } from '../fuzz/random.ts'
import { startNodes } from './nodes.ts'

// Shown to fail where the trail and the kept answer are written in a transaction of their own (`answerWrite` in
// src/http/endpoints/write.ts), and where one commit of fifty is a rollback (src/db/postgres/open.ts).

test('twenty kills of a node, while another one goes on, lose nothing and leave nothing half done', async () => {
  const seed = Date.now() % 1_000_000
  console.info(`seed ${seed}`)
  const random = seededRandom(seed)
  const { server, nodes, authorization } = await startNodes()
  const notebook = openNotebook()
  const desks = nodes.map(({ port }) => connectDesk(port))
  onTestFinished(() => {
    for (const { close } of desks) close()
  })
  const [going, killed] = desks.map(({ send }) => send) as [Send, Send]
  for (let kill = 0; kill < 20; kill += 1) {
    let isOver = false
    const untilOver: Send = (request) => (isOver ? Promise.reject(new Error('over')) : going(request))
    const writing = writeUntilCut(untilOver, authorization, notebook, seed + kill)
    const cut = writeUntilCut(killed, authorization, notebook, seed + kill + 1_000)
    await sleep(50 + random.below(600))
    await nodes[1]?.kill()
    await cut
    const unanswered = notebook.unanswered.splice(0)
    // Its repeat has one effect, whether the node that is gone has done it or not.
    for (const request of unanswered) await write(going, notebook, request)
    await nodes[1]?.start()
    isOver = true
    await writing
    notebook.unanswered.splice(0)
    expect(await findFaults(server.url, notebook)).toEqual([])
  }
  const repeatable = notebook.acknowledged.filter(({ request }) => request.headers['idempotency-key'])
  for (const { request, reply } of repeatable.slice(-100))
    for (const send of [going, killed])
      expect(await send(request)).toMatchObject({ status: reply.status, data: reply.data, isReplay: true })
  expect(await findFaults(server.url, notebook)).toEqual([])
  console.info(`${notebook.acknowledged.length} writes were acknowledged`)
  expect(notebook.acknowledged.length).toBeGreaterThan(600)
}, 400_000)
