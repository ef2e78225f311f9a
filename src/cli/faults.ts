import { isStoreProblem } from '../db/problems.ts'
import { CommandFault, ConfigFault, StoreFault } from '../kernel/errors.ts'
import { Refusal } from '../kernel/refusal.ts'
import { type Io, readSettings } from './io.ts'

/** What an operator is told of a fault: one clear line, or one for each thing that is wrong. Never a stack trace. */
export async function explain(error: unknown, io: Io): Promise<string> {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof ConfigFault) return `The settings cannot be used:${listed(error.message)}`
  if (error instanceof CommandFault) return error.message
  if (error instanceof StoreFault) return `${await storeOf(io)} ${error.message}.`
  if (error instanceof Refusal)
    return isStoreProblem(error) && error.cause instanceof Error
      ? `${await storeOf(io)} cannot be used: ${error.cause.message}.`
      : error.message
  const { code, syscall }: NodeJS.ErrnoException = error
  if (code === 'EADDRINUSE' || (code === 'EACCES' && syscall === 'listen'))
    return `The port cannot be used, change ${await portSettingOf(error, io)}: ${error.message}`
  if (syscall === 'listen' || syscall === 'getaddrinfo')
    return `The address cannot be used, change HOST: ${error.message}`
  if (syscall) return `The operating system reports: ${error.message}`
  return `Unexpected fault: ${error.name}: ${error.message.replaceAll(/\s*\n\s*/g, ' ')}${placeOf(error)}`
}

async function portSettingOf({ port }: Error & { port?: number }, io: Io): Promise<string> {
  return port === (await readSettings(io)).healthPort ? 'HEALTH_PORT' : 'PORT'
}

async function storeOf(io: Io): Promise<string> {
  const { nameOf } = await import('../db/open.ts')
  return `The store ${nameOf((await readSettings(io)).databaseUrl)}`
}

const listed = (lines: string): string => (lines.includes('\n') ? `\n${lines}` : ` ${lines}`)

/** Where in this program an error was thrown, for whoever looks for its cause. */
function placeOf({ stack = '' }: Error): string {
  const root = new URL('../..', import.meta.url).href
  const frame = stack.split('\n').find((line) => line.includes(root) && !line.includes('/node_modules/'))
  return frame ? ` (${frame.slice(frame.indexOf(root) + root.length).replace(/\)$/, '')})` : ''
}
