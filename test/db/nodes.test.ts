import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import type { Database } from '../../src/db/database.ts'
import { openPostgres } from '../../src/db/postgres/open.ts'
import { tellOpenWrite } from '../../src/db/postgres/open-writes.ts'
import { agreeOnLead, requireLead } from '../../src/db/publish-lead.ts'
import type { Clock } from '../../src/kernel/clock.ts'
import { createDatabaseClock } from '../../src/kernel/database-clock.ts'
import { OverdueWrite } from '../../src/kernel/errors.ts'
import { touch } from '../../src/publishing/touch.ts'
import { urlOf } from '../stores.postgres.ts'
import { storesOf } from '../stores.ts'

const publishLeadMs = 250

interface Node {
  readonly db: Database
  readonly clock: Clock
}

/** How far the clock of every node has leapt. */
let leapMs = 0

/** Nodes over one database, whose own clocks are ten minutes apart. */
async function openNodes(count = 2) {
  const { place } = await storesOf('postgres').create()
  const url = urlOf(place)
  const open = async (index: number) => {
    const skew = index * 600_000
    const clock = createDatabaseClock({
      publishLeadMs,
      system: () => Date.now() - skew,
      elapsed: () => performance.now() + skew + leapMs,
    })
    const db = await openPostgres(url, clock)
    onTestFinished(() => db.close())
    return { db, clock }
  }
  const client = new Client({ connectionString: url })
  await client.connect()
  onTestFinished(() => client.end())
  const databaseTime = async (): Promise<number> => {
    const { rows } = await client.query('select extract(epoch from clock_timestamp()) * 1000 as time')
    return Number(rows[0].time)
  }
  const nodes = await Promise.all(Array.from({ length: count }, (_, index) => open(index)))
  return { url, client, databaseTime, nodes: nodes as [Node, Node, ...Node[]] }
}
const publish = (db: Database) => db.write(({ tx, at }) => touch(tx, ['articles']).then(() => at))

test('every node follows the clock of the database', async () => {
  const { nodes, databaseTime } = await openNodes(3)
  await sleep(120)
  for (const { clock } of nodes) {
    const before = await databaseTime()
    const now = Date.parse(clock.now())
    expect(now).toBeLessThanOrEqual(await databaseTime())
    expect(now).toBeGreaterThan(before - 100)
    expect(clock.isCurrent()).toBe(true)
  }
})

test('what alters a public answer is known to every node before its instant, and answered after it', async () => {
  const { nodes } = await openNodes()
  const [{ db, clock }, other] = nodes
  const known = new Promise<boolean>((resolve) =>
    other.db.onCommit(() => resolve(other.clock.now() < written.at)),
  )
  const written = { at: '9999' }
  const begun = clock.milliseconds()
  const at = await db.write(async (write) => {
    written.at = write.at
    await touch(write.tx, ['articles'])
    return write.at
  })
  expect(Date.parse(at)).toBeGreaterThanOrEqual(begun + publishLeadMs)
  expect(clock.now() >= at).toBe(true)
  expect(await known).toBe(true)
  expect(other.db.epoch()).toBe(1)
})

test('internal writes are not waited for, and touch nothing public', async () => {
  const { nodes, databaseTime } = await openNodes()
  const [{ db }] = nodes
  const at = await db.write(async (write) => write.at, { isInternal: true })
  expect(Date.parse(at)).toBeLessThanOrEqual(await databaseTime())
  const touching = db.write(({ tx }) => touch(tx, ['articles']), { isInternal: true })
  await expect(touching).rejects.toThrow(/has touched articles/)
  expect(db.epoch()).toBe(0)
})

test('no node moves to the instant of a write that is open, and beyond two seconds it refuses', async () => {
  const { nodes, client, databaseTime } = await openNodes()
  const [, other] = nodes
  const from = Math.floor(await databaseTime()) + publishLeadMs
  await client.query('begin')
  await client.query(tellOpenWrite(publishLeadMs))
  const instant = Math.floor(await databaseTime()) + publishLeadMs
  await sleep(publishLeadMs + 400)
  for (const { clock } of nodes) {
    expect(clock.milliseconds()).toBeGreaterThanOrEqual(from - 1)
    expect(clock.milliseconds()).toBeLessThan(instant)
  }
  expect(await other.db.snapshot(async () => 'read')).toBe('read')
  await sleep(1_900)
  await expect(other.db.snapshot(async () => 'read')).rejects.toMatchObject({ code: 'storage-unavailable' })
  await client.query('commit')
  expect(await other.db.snapshot(async () => 'read')).toBe('read')
  expect(other.clock.milliseconds()).toBeGreaterThan(instant)
})

test('a node that was cut off answers by a poll begun after the question', async () => {
  const { nodes, client, databaseTime } = await openNodes(1)
  const [{ db, clock }] = nodes
  await client.query('begin')
  // A poll has its answer about the time, and waits for the rest.
  await client.query('lock table store_state')
  await sleep(publishLeadMs + 200)
  const asked = await databaseTime()
  const moment = db.snapshot(async () => clock.milliseconds())
  await client.query('commit')
  expect(await moment).toBeGreaterThanOrEqual(Math.floor(asked))
})

test('a moment that another node has handed out is waited for', async () => {
  const { nodes } = await openNodes()
  const [{ clock }, other] = nodes
  const ahead = (ms: number) => new Date(clock.milliseconds() + ms).toISOString()
  expect(await other.clock.reached(ahead(100))).toBe(true)
  expect(await other.clock.reached(ahead(1_000))).toBe(false)
})

test('one node at a time has a lock, and another gets it when its connection ends, or stands still', async () => {
  const { nodes, client } = await openNodes()
  const [{ db }, other] = nodes
  const stop = new AbortController()
  const first = await db.lock('tape', stop.signal)
  let isTaken = false
  const waiting = other.db.lock('tape', stop.signal).then((lock) => {
    isTaken = true
    return lock
  })
  await sleep(300)
  expect(isTaken).toBe(false)
  await client.query(
    "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = 1 and granted",
  )
  const second = await waiting
  expect(first?.lost.aborted).toBe(true)
  await second?.release()
  expect(await (await db.lock('webhooks', stop.signal))?.release()).toBeUndefined()
  stop.abort()
  expect(await db.lock('tape', stop.signal)).toBeNull()
})

test('a write of a command that would hold up the nodes is undone', async () => {
  const { url, nodes } = await openNodes()
  const db = await openPostgres(url, createDatabaseClock({ publishLeadMs, overdueMs: 100 }))
  onTestFinished(() => db.close())
  const slow = db.write(async ({ tx }) => {
    await touch(tx, ['articles'])
    await sleep(publishLeadMs + 150)
  })
  await expect(slow).rejects.toBeInstanceOf(OverdueWrite)
  const undated = db.write(() => sleep(publishLeadMs + 150), { isUndated: true })
  await expect(undated).resolves.toBeUndefined()
  expect(nodes.map((node) => node.db.epoch())).toEqual([0, 0])
})

test('a clock of the database that was set back is known to nodes that start later', async () => {
  const { url, nodes } = await openNodes()
  const [{ db, clock }] = nodes
  // To a node it is the same whether its own clock leaps forward.
  const ahead = clock.milliseconds() + 8_000
  const written = new Promise((resolve) => db.onCommit(resolve))
  leapMs = 8_000
  onTestFinished(() => {
    leapMs = 0
  })
  await written
  const later = createDatabaseClock({ publishLeadMs })
  const other = await openPostgres(url, later)
  onTestFinished(() => other.close())
  expect(later.milliseconds()).toBeGreaterThanOrEqual(ahead)
  expect(await other.write(async ({ clockBehindMs }) => clockBehindMs)).toBeGreaterThan(7_000)
  const at = await other.write(async (write) => write.at)
  expect(Date.parse(at)).toBeGreaterThan(ahead + publishLeadMs)
  // What is held then does not wait for the clock.
  expect(later.now() >= at).toBe(true)
})

test('nodes agree on the lead', async () => {
  const { nodes } = await openNodes()
  const [{ db }] = nodes
  await requireLead(db, 500)
  await agreeOnLead(db, 250, false)
  await expect(agreeOnLead(db, 500, false)).rejects.toThrow('PUBLISH_LEAD_MS=250, not 500')
  await expect(requireLead(db, 500)).rejects.toThrow('PUBLISH_LEAD_MS=250, not 500')
  await agreeOnLead(db, 500, true)
  await requireLead(db, 500)
})

test('instants of public writes on several nodes at once are all different, and their order that of the epochs', async () => {
  const { nodes } = await openNodes()
  const writes = Array.from({ length: 20 }, (_, index) => publish((nodes[index % 2] as Node).db))
  const instants = await Promise.all(writes)
  expect(new Set(instants).size).toBe(20)
  expect(nodes.map(({ db }) => db.epoch())).toContain(20)
})
