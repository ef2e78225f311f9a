import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findFreePort } from '../free-port.ts'

const program = fileURLToPath(new URL('../../src/main.js', import.meta.url))
const bare = fileURLToPath(new URL('./bare.ts', import.meta.url))

/** The server runs on the first processor and the load on the second, where the system lets us choose. */
export const isPinned = spawnSync('taskset', ['-pc', '1', String(process.pid)]).status === 0

/** A server under test, in a process of its own. */
export interface Target {
  readonly address: string
  readonly pid: number
  stop(): Promise<void>
}

export interface ServeOrder {
  readonly databaseUrl: string
  readonly logFile: string
  readonly environment?: Readonly<Record<string, string>>
}

/** Starts `serve` with all features on and waits for its first 200. */
export async function startBroadtape({ databaseUrl, logFile, environment }: ServeOrder) {
  const port = await findFreePort()
  const startedAt = performance.now()
  const child = spawnPinned(
    [program, 'serve'],
    {
      PORT: String(port),
      DATABASE_URL: databaseUrl,
      // On, and never reached.
      RATE_LIMIT: '1000000000',
      SHUTDOWN_TIMEOUT_MS: '2000',
      ...environment,
    },
    openSync(logFile, 'a'),
  )
  const address = `http://127.0.0.1:${port}`
  await firstAnswer(child, `${address}/v1/articles?limit=1`)
  return { ...targetOf(child, address), startMs: performance.now() - startedAt }
}

/** Starts a bare Fastify that sends what the file holds. */
export async function startBare(bytesFile: string): Promise<Target> {
  const child = spawnPinned([bare, bytesFile], {}, 'pipe')
  const [line] = await once(child.stdout ?? process.stdin, 'data')
  return targetOf(child, String(line).trim())
}

/** The program, and the options to run one of its commands on a store. */
export const commandFor = (databaseUrl: string) => ({
  program,
  options: { env: { ...process.env, DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' } },
})

/** Runs a command of the program to its end. */
export async function runCli(args: readonly string[], databaseUrl: string): Promise<void> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    ...commandFor(databaseUrl).options,
  })
  const [status] = await once(child, 'exit')
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`)
}

function spawnPinned(args: string[], environment: Record<string, string>, stdout: number | 'pipe') {
  const command = [process.execPath, ...args]
  const [program = '', ...rest] = isPinned ? ['taskset', '-c', '0', ...command] : command
  const child = spawn(program, rest, {
    stdio: ['ignore', stdout, 'inherit'],
    env: { ...process.env, ...environment },
  })
  children.add(child)
  return child
}

const children = new Set<ChildProcess>()
// Whatever happens here, nothing is left behind.
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

const targetOf = (child: ChildProcess, address: string): Target => ({
  address,
  // `taskset` becomes the program that it starts.
  pid: child.pid ?? 0,
  async stop() {
    children.delete(child)
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  },
})

async function firstAnswer(child: ChildProcess, url: string): Promise<void> {
  for (;;) {
    const response = await fetch(url).catch(() => null)
    if (response?.status === 200) return
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Linux counts processor time in hundredths of a second. */
const ticksPerSecond = 100

/** Processor seconds that a process has used; null where the system does not tell. */
export function processorSeconds(pid: number): number | null {
  const stat = readProc(`/proc/${pid}/stat`)
  // The name of the program, in parentheses, may hold spaces.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields ? (Number(fields[11]) + Number(fields[12])) / ticksPerSecond : null
}

/** Resident memory in MiB; null where the system does not tell. */
export function residentMiB(pid: number): number | null {
  const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1]
  return kibibytes ? Number(kibibytes) / 1024 : null
}

function readProc(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
