import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { follow } from '../events/reader.ts'
import { createStoreWithKey, startServer } from '../faults/process.ts'
import { findFreePort } from '../free-port.ts'
import { anArticle } from '../makers.ts'
import { temporaryFolder } from './checkout.ts'
import { startNginx } from './nginx.ts'
import { blocksOf } from './pages.ts'
import { isInstalled, runProgram, startProgram } from './programs.ts'

const page = 'docs/operating.md'
const [nginxSite = ''] = blocksOf(page, 'nginx')
const [varnishCode = ''] = blocksOf(page, 'vcl')
const [unit = ''] = blocksOf(page, 'ini')
const [purge = ''] = blocksOf(page, 'ts')

/** A server, and what its editors do. */
async function newsroom() {
  const { file, authorization } = await createStoreWithKey()
  const { port } = await startServer(file, { REVIEW_REQUIRED: 'false' })
  let requests = 0
  const post = async (path: string, body: object) => {
    requests += 1
    const answer = await fetch(`http://127.0.0.1:${port}/admin/v1/articles${path}`, {
      method: 'POST',
      headers: {
        authorization,
        'content-type': 'application/json',
        'idempotency-key': `request-${requests}`,
      },
      body: JSON.stringify(body),
    })
    expect(answer.ok, await answer.clone().text()).toBe(true)
    const { data } = (await answer.json()) as { data: { id: string } }
    return data.id
  }
  const publish = async (slug: string, type = 'news') => {
    const { locale, headline, body } = anArticle()
    const id = await post('', { locale, type, headline, body, slug })
    await post(`/${id}/publications`, { revision: 1 })
    return id
  }
  const correct = (id: string) =>
    post(`/${id}/corrections`, {
      ...{
        kind: 'correction',
        severity: 'material',
        was: 'Rose.',
        is: 'Fell.',
        note: 'The direction was wrong.',
      },
      patch: { headline: 'Corrected' },
    })
  const hold = (id: string) => post(`/${id}/hold`, { reason: 'A source is being checked.' })
  const retract = (id: string) => post(`/${id}/retractions`, { kind: 'kill', notice: 'It was wrong.' })
  return { port, publish, correct, hold, retract }
}

/** What a reader gets through the proxy: of an article its headline, of the list its slugs. */
const reader = (port: number) => async (path: string) => {
  const answer = await fetch(`http://127.0.0.1:${port}/v1/articles${path}`)
  // biome-ignore lint/suspicious/noExplicitAny: compared right away.
  const { data } = (await answer.json()) as any
  return { status: answer.status, shown: Array.isArray(data) ? data.map(({ slug }) => slug) : data?.headline }
}

const startNginxBefore = (upstream: number) =>
  startNginx(nginxSite.replace('127.0.0.1:3000', `127.0.0.1:${upstream}`))

/** `max-age` and `stale-while-revalidate` of an article, in milliseconds. */
const keptAtMost = 30_000

test.runIf(isInstalled('nginx'))(
  'with nginx, whoever reads first after a quiet time gets what is true now (needs nginx)',
  async () => {
    const { port: upstream, publish, correct, hold, retract } = await newsroom()
    const [corrected, held, retracted] = [await publish('one'), await publish('two'), await publish('three')]
    const port = await startNginxBefore(upstream)
    const read = reader(port)
    const paths = ['', `/${corrected}`, `/${held}`, `/${retracted}`]
    const before = await Promise.all(paths.map(read))
    expect(before.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    await Promise.all([correct(corrected), hold(held), retract(retracted)])
    await publish('four')
    expect(await Promise.all(paths.map(read))).toEqual(before)
    await sleep(keptAtMost + 2_000)
    const [list, ...articles] = await Promise.all(paths.map(read))
    expect(list?.shown).toEqual(expect.arrayContaining(['four', 'one']))
    expect(list?.shown).not.toContain('two')
    expect(articles).toMatchObject([{ status: 200, shown: 'Corrected' }, { status: 404 }, { status: 410 }])
  },
  90_000,
)

/** Follows the tape on two connections through a proxy while something is published. */
async function followThrough(port: number, publish: (slug: string) => Promise<string>) {
  const open = () => follow(port, { path: '/v1/events/stream?type=article.published' })
  const readers = await Promise.all([open(), open()])
  for (const reader of readers) await reader.entries(1)
  const id = await publish('one')
  const publishedAt = performance.now()
  for (const reader of readers) {
    await reader.entries(2)
    expect(reader.blocks.at(-1)?.data?.subject).toBe(id)
  }
  expect(performance.now() - publishedAt).toBeLessThan(1_000)
  for (const reader of readers) reader.close()
}

test.runIf(isInstalled('nginx'))('an entry goes through nginx as it comes (needs nginx)', async () => {
  const { port: upstream, publish } = await newsroom()
  await followThrough(await startNginxBefore(upstream), publish)
})

test.runIf(isInstalled('varnishd'))(
  'an entry goes through Varnish as it comes (needs varnishd)',
  async () => {
    const { port: upstream, publish } = await newsroom()
    await followThrough((await startVarnish(upstream)).port, publish)
  },
)

test.runIf(isInstalled('nginx'))('nginx passes on what it should, and only that (needs nginx)', async () => {
  const { port: upstream, publish } = await newsroom()
  const id = await publish('one')
  const port = await startNginxBefore(upstream)
  const statusOf = async (path: string, headers = {}) =>
    (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status
  expect(await statusOf(`/v1/articles/${id}`)).toBe(200)
  expect(await statusOf(`/v1/articles/${id}`, { authorization: 'Bearer bt_wrong' })).toBe(401)
  expect(await statusOf(`/v1/articles?limit=1&locale=en&entity=${'a'.repeat(120)}${',a'.repeat(40)}`)).toBe(
    200,
  )
  expect(await statusOf(`/v1/articles?unknown=${'a'.repeat(8_100)}`)).toBe(400)
  expect(await statusOf('/admin/v1/articles')).toBe(401)
  expect(await statusOf('/metrics')).toBe(404)
})

async function startVarnish(upstream: number) {
  const folder = temporaryFolder()
  const [port, purgePort] = [await findFreePort(), await findFreePort()]
  const file = join(folder, 'default.vcl')
  writeFileSync(file, varnishCode.replace('"3000"', `"${upstream}"`))
  const listen = ['-a', `127.0.0.1:${port}`, '-a', `purge=127.0.0.1:${purgePort}`]
  const rest = ['-s', 'malloc,16m', '-n', join(folder, 'work'), '-j', 'none']
  await startProgram('varnishd', ['-F', '-f', file, ...listen, ...rest], port)
  return { port, purgePort }
}

test.runIf(isInstalled('varnishd'))(
  'with Varnish and the program that purges, readers get what is true at once (needs varnishd with xkey)',
  async () => {
    const { port: upstream, publish, correct, hold, retract } = await newsroom()
    const [corrected, held, retracted] = [await publish('one'), await publish('two'), await publish('three')]
    const { port, purgePort } = await startVarnish(upstream)
    const read = reader(port)
    const program = join(temporaryFolder(), 'purge.ts')
    writeFileSync(
      program,
      purge.replace('127.0.0.1:3000', `127.0.0.1:${upstream}`).replace('6082', `${purgePort}`),
    )
    await startProgram('node', [program], port)
    // By then it has read the whole tape.
    await sleep(1_000)
    // A list that holds nothing yet has the key of its collection alone.
    const paths = ['?type=analysis', `/${corrected}`, `/${held}`, `/${retracted}`]
    const before = await Promise.all(paths.map(read))
    // Only the listener for purging purges.
    const purgeHere = { method: 'PURGE', headers: { 'surrogate-key': 'articles' } }
    expect((await fetch(`http://127.0.0.1:${port}/`, purgeHere)).status).toBe(405)
    await Promise.all([correct(corrected), hold(held), retract(retracted)])
    await publish('four', 'analysis')
    const startedAt = performance.now()
    await expect
      .poll(() => Promise.all(paths.map(read)), { timeout: 4_000 })
      .toMatchObject([
        { shown: ['four'] },
        { status: 200, shown: 'Corrected' },
        { status: 404 },
        { status: 410 },
      ])
    expect(before.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(performance.now() - startedAt).toBeLessThan(4_000)
    // A 404 has no key, but its second is all that it lasts.
    expect((await read('/five')).status).toBe(404)
    await publish('five')
    await sleep(1_200)
    expect((await read('/five')).status).toBe(200)
  },
)

test.runIf(isInstalled('systemd-analyze'))('the unit is one that systemd understands (needs systemd)', () => {
  const file = join(temporaryFolder(), 'broadtape.service')
  writeFileSync(file, unit.replaceAll('/opt/broadtape', process.cwd()))
  expect(runProgram('systemd-analyze', ['verify', file])).toEqual({ status: 0, output: '' })
})
