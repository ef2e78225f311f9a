import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { Ending } from './run.ts'

/** A user who owns nothing: what root may write, it may not. */
const nobody = 65_534
export const unprivileged = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}

/** Runs a command in a process of its own, or kills it once it has taken too long, which a start that fails never does. */
export async function spawnCommand(
  command: string,
  settings: Record<string, string>,
  options: { uid?: number; gid?: number; cwd?: string } = {},
): Promise<Ending> {
  const child = spawn(resolve('node_modules/.bin/node'), [resolve('src/main.js'), ...command.split(' ')], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', PORT: '0', ...settings },
    ...options,
    timeout: 10_000,
  })
  let out = ''
  let errors = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (errors += chunk))
  const [code] = await once(child, 'close')
  return { code, out, errors }
}
