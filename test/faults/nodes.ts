import { migratePostgres } from '../../src/db/postgres/migrate.ts'
import { openPostgres } from '../../src/db/postgres/open.ts'
import { createClock } from '../../src/kernel/clock.ts'
import { findFreePort } from '../free-port.ts'
import { withKey } from '../keys.ts'
import { shiftedTime } from './faketime.ts'
import { isAlive, type Running, startServer, stop } from './process.ts'
import { type OwnServer, startOwnServer } from './server.postgres.ts'
import { openWay, type Way } from './way.ts'

/** A node in a process of its own, on one port for all its lives. */
export interface Node {
  readonly port: number
  /** Its way to the database. */
  readonly way: Way
  signal(name: NodeJS.Signals): void
  isAlive(): boolean
  kill(): Promise<void>
  /** Lets it end in order. */
  stop(): Promise<void>
  /** Once it listens. */
  start(): Promise<void>
}

/** Two nodes whose clocks are ten minutes apart, over one database of their own, and a key with every scope. */
export async function startNodes() {
  const server = await startOwnServer()
  await migratePostgres(server.url)
  const db = await openPostgres(server.url, createClock())
  const { authorization } = await withKey(db)
  await db.close()
  const nodes = await Promise.all([startNode(server, {}), startNode(server, shiftedTime(600))])
  return { server, nodes, authorization }
}

async function startNode(server: OwnServer, settings: Readonly<Record<string, string>>): Promise<Node> {
  const way = await openWay(server.port)
  const port = await findFreePort()
  const url = new URL(server.url)
  url.port = String(way.port)
  const start = () => startServer(url.href, { PORT: String(port), REVIEW_REQUIRED: 'false', ...settings })
  let running: Running = await start()
  return {
    port,
    way,
    signal: (name) => void running.child.kill(name),
    isAlive: () => isAlive(running),
    async kill() {
      await stop(running, 'SIGKILL')
    },
    async stop() {
      await stop(running, 'SIGTERM')
    },
    async start() {
      running = await start()
    },
  }
}
