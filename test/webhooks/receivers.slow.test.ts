import { execFile, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { articleKind } from '../../src/articles/kind.ts'
import { temporaryFolder } from '../docs/checkout.ts'
import { blocksOf } from '../docs/pages.ts'
import { findFreePort } from '../free-port.ts'
import { anArticle } from '../makers.ts'
import { until, webhookWorld } from './world.ts'

const run = promisify(execFile)

/** How the receivers of docs/webhooks.md are started, each with its file. */
const programs = [
  { language: 'js', file: 'receiver.mjs', command: [process.execPath] },
  { language: 'python', file: 'receiver.py', command: ['python3'] },
  { language: 'go', file: 'receiver.go', command: ['go', 'run'] },
] as const

const isInstalled = (command: string): Promise<boolean> => {
  const asked = command === 'go' ? 'version' : '--version'
  return run(command, [asked]).then(
    () => true,
    () => false,
  )
}

test.each(programs)(
  'the receiver in $language does its work once for each entry, and refuses what is not signed',
  async (program) => {
    const [name, ...before] = program.command
    if (!(await isInstalled(name))) return
    const port = await findFreePort()
    const url = `http://127.0.0.1:${port}/hooks`
    const { make, desk, act, deliveries } = await webhookWorld({ startAt: new Date().toISOString() })
    const { id, secret } = await make({ url })
    const folder = temporaryFolder()
    const file = join(folder, program.file)
    writeFileSync(file, blocksOf('docs/webhooks.md', program.language)[0] ?? '')
    const child = spawn(name, [...before, file], {
      env: { ...process.env, HOME: folder, GOCACHE: folder, WEBHOOK_SECRET: secret, PORT: String(port) },
      detached: true,
    })
    onTestFinished(() => void (child.pid && process.kill(-child.pid, 'SIGKILL')))
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    await listening(port)
    await desk.publish(articleKind, anArticle())
    await until(async () => expect(await deliveries(id)).toMatchObject([{ seq: 1, status: 204 }]))
    await act(id, 'replay', { after: 0 })
    await until(async () => expect((await deliveries(id)).length).toBe(2))
    expect(output).toBe('evt_1 article.published\n')
    const forged = {
      'webhook-id': 'evt_2',
      'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
      'webhook-signature': 'v1,AAAA',
    }
    expect((await fetch(url, { method: 'POST', headers: forged, body: '{}' })).status).toBe(401)
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401)
  },
  120_000,
)

/** A compiler may come first. */
async function listening(port: number): Promise<void> {
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => setTimeout(resolve, 100, false))
    })
    if (isOpen) return
  }
}
