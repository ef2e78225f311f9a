import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { connectDesk, type Request, requestsWith } from '../desk-client.ts'
import { aBlock, anArticle } from '../makers.ts'
import { commandFor, startBroadtape, type Target } from './processes.ts'

/** A server, and an editor with a key who writes to it. */
export interface Desk {
  readonly server: Target
  /** Creates an article. `timed` is called to send it. Returns its id. */
  create(timed?: Desk['send']): Promise<unknown>
  /** Creates an article and publishes it. `timed` is called for both writes, and sends them. */
  publish(timed?: (request: Request) => ReturnType<Desk['send']>): Promise<void>
  send(request: Request): ReturnType<ReturnType<typeof connectDesk>['send']>
  stop(): Promise<void>
}

/** A write that was refused for overload is sent again after this time. */
const refusedMs = 100

/** An article of some 3 KB. */
const body = Array.from({ length: 13 }, (_, index) => aBlock('Shares rose again. '.repeat(10), `b${index}`))

/** Starts a server on a store, and on a new one with the sample if there is none. */
export async function startDesk(folder: string, databaseUrl: string): Promise<Desk> {
  const run = async (...args: string[]) => {
    const { program, options } = commandFor(databaseUrl)
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], options)
    return stdout.trimEnd().split('\n').at(-1) ?? ''
  }
  await run('seed')
  const key = await run('keys', 'create', '--name', 'bench', '--scopes', 'articles:write,articles:publish')
  const environment = { REVIEW_REQUIRED: 'false' }
  const server = await startBroadtape({ databaseUrl, logFile: join(folder, 'requests.log'), environment })
  const client = connectDesk(Number(new URL(server.address).port))
  const { post } = requestsWith(`Bearer ${key}`)
  const send: Desk['send'] = async (request) => {
    const reply = await client.send(request)
    if (reply.status === 503) return sleep(refusedMs).then(() => send(request))
    if (reply.status !== 201) throw new Error(`${request.path} was answered ${reply.status}`)
    return reply
  }
  const create: Desk['create'] = async (timed = send) => {
    const { headline, locale, type } = anArticle()
    const draft = { headline, locale, type, body, slug: `s-${randomUUID()}` }
    const { data } = await timed(post('/admin/v1/articles', draft))
    return data.id
  }
  return {
    server,
    send,
    create,
    async publish(timed = send) {
      const id = await create(timed)
      await timed(post(`/admin/v1/articles/${id}/publications`, { revision: 1 }))
    },
    async stop() {
      client.close()
      await server.stop()
    },
  }
}
