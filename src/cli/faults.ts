import { CommandFault, ConfigFault, StoreFault } from '../kernel/errors.ts'
import { Refusal } from '../kernel/refusal.ts'
import { type Io, readSettings } from './io.ts'

/** One clear line for what an operator can mend; anything else is a bug and keeps its stack trace. */
export async function explain(error: unknown, io: Io): Promise<string> {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof ConfigFault) return `The settings cannot be used:\n${error.message}`
  if (error instanceof CommandFault) return error.message
  if (error instanceof StoreFault)
    return `The store ${(await readSettings(io)).databaseUrl.replace('file:', '')} ${error.message}.`
  if (error instanceof Refusal)
    return error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message
  const { code, syscall }: NodeJS.ErrnoException = error
  if (code === 'EADDRINUSE') return `The port is in use: ${error.message}`
  if (syscall === 'listen' || syscall === 'getaddrinfo') return `The address cannot be used: ${error.message}`
  return syscall ? `The operating system reports: ${error.message}` : (error.stack ?? error.message)
}
