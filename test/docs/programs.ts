import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'

// Where Debian has its servers, and not every user's PATH.
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }

/** Whether a program is installed on this machine. */
export const isInstalled = (program: string): boolean =>
  spawnSync(program, ['-V'], { env, stdio: 'ignore' }).error === undefined

/** Runs a program to its end, and returns its exit status with all that it printed. */
export function runProgram(program: string, args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(program, args, { env, encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

/** Starts a server in the foreground and waits until it listens. Stopped behind the test, with its own children. */
export async function startProgram(program: string, args: readonly string[], port: number): Promise<void> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  onTestFinished(async () => {
    if (child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  })
  let errors = ''
  child.stderr.on('data', (chunk) => (errors += chunk))
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${errors}`)
    await sleep(50)
  }
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    }).on('error', () => resolve(false))
  })
