import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** How a command of the program ended. */
export interface Ending {
  readonly code: number | null
  readonly out: string
  readonly errors: string
}

/** A user who owns nothing: what root may write, it may not. */
const nobody = 65_534
export const unprivileged = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}

/** Runs a command with its arguments to its end, or kills it once it has taken too long, which a start that fails never does. */
export async function runCommand(
  command: string,
  settings: Record<string, string>,
  user: { uid?: number; gid?: number } = {},
): Promise<Ending> {
  const env = { PATH: process.env.PATH, LOG_LEVEL: 'warn', PORT: '0', ...settings }
  const child = spawn('node_modules/.bin/node', ['src/main.js', ...command.split(' ')], {
    env,
    ...user,
    timeout: 10_000,
  })
  let out = ''
  let errors = ''
  child.stdout.on('data', (chunk) => (out += chunk))
  child.stderr.on('data', (chunk) => (errors += chunk))
  const [code] = await once(child, 'close')
  return { code, out, errors }
}
