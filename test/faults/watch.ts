import { openDesks } from './desks.ts'
import { judge, type Overdue, type Shown } from './judge.ts'
import { type Node, startNodes } from './nodes.ts'
import type { OwnServer } from './server.postgres.ts'
import { openWitnesses, type Sight } from './witnesses.ts'

const slugs = ['one', 'two', 'three', 'four', 'five']

/** What a fault happens to. */
export interface World {
  readonly server: OwnServer
  readonly nodes: readonly Node[]
  /** True once enough was published. */
  readonly isOver: () => boolean
}

/**
 * Publishes a hundred versions at once and to the millisecond, corrects, holds and releases through both nodes, while
 * both are read without pause and something happens to them. A fault resolves with the database that has taken over, if one has.
 */
export async function watch(fault: (world: World) => Promise<OwnServer | undefined>) {
  const { server, nodes, authorization } = await startNodes()
  const ports = nodes.map(({ port }) => port)
  const desks = openDesks(ports, authorization)
  const witnesses = openWitnesses(ports, slugs)
  let isOver = false
  const failing = fault({ server, nodes, isOver: () => isOver })
  const seed = Date.now() % 1_000_000
  await desks.work(slugs, 100, seed)
  isOver = true
  const last = (await failing) ?? server
  const changed = await witnesses.end()
  const overdue = await overdueOf(last)
  const { wrong, refused, lates, held } = judge(witnesses.sights, await truthOf(last), overdue)
  const [free, waiting] = [sum(lates), sum(held)]
  const past = witnesses.pastCount()
  const slowestOf = (sights: readonly Sight[]) =>
    sights.reduce((most, { asked, received }) => Math.max(most, received - asked), 0)
  const refusal = slowestOf(witnesses.sights.filter(({ status }) => status === 503))
  console.info(`seed ${seed}: ${say(free)}; while one of ${overdue.length} writes was overdue, ${say(waiting)};
    ${refused} refused; the slowest answer after ${slowestOf(witnesses.sights)} ms, refusal after ${refusal} ms; ${past} past moments`)
  return {
    ...{ wrong: wrong.slice(0, 3), changed: changed.slice(0, 3), refused, refusal, free, past },
    ...{ worst: Math.max(free.worst, waiting.worst), areAlive: nodes.every((node) => node.isAlive()) },
    ...{ server: last, acknowledged: desks.acknowledged },
  }
}

/** What was public when, as the database has it in the end. */
async function truthOf(server: OwnServer): Promise<Shown[]> {
  const rows = await server.execute(`select document_id, version, visible_from, visible_until,
    content::json ->> 'slug' as slug from publication join revision using (document_id, revision)`)
  return rows.map((row) => ({
    document: String(row.document_id),
    slug: String(row.slug),
    version: Number(row.version),
    from: Date.parse(String(row.visible_from)),
    until: row.visible_until ? Date.parse(String(row.visible_until)) : Number.POSITIVE_INFINITY,
  }))
}

/** Writes of the trail that were committed after their instant. */
async function overdueOf(server: OwnServer): Promise<Overdue[]> {
  const rows =
    await server.execute(`select at, extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000 as committed
    from audit where act in ('article.publish', 'article.correct', 'article.hold', 'article.release')`)
  return rows
    .map(({ at, committed }) => ({ at: Date.parse(String(at)), committed: Number(committed) }))
    .filter(({ at, committed }) => committed > at)
}

const sum = (late: readonly number[]) => {
  const within = late.filter((one) => one <= 20).length / Math.max(1, late.length)
  return { count: late.length, within, worst: late.reduce((most, one) => Math.max(most, one), 0) }
}

const say = ({ count, within, worst }: ReturnType<typeof sum>) =>
  `${count} answers, ${(within * 100).toFixed(3)} % within 20 ms, the latest ${worst} ms`
