import type { Clock } from '../../src/kernel/clock.ts'
import { createDatabaseClock } from '../../src/kernel/database-clock.ts'
import { toInstant } from '../../src/values/time.ts'

/** What happens to a simulated newsroom of several nodes. All times in milliseconds. */
export interface Schedule {
  /** How far the clocks of the nodes are from that of the simulation, and how much faster they go. */
  readonly nodes: readonly {
    readonly skew: number
    readonly drift: number
    readonly delays: readonly number[]
  }[]
  readonly writes: readonly WriteEvent[]
  readonly reads: readonly { readonly at: number; readonly node: number }[]
  /** A node that is stopped, or whose polls are lost. */
  readonly faults: readonly {
    readonly at: number
    readonly node: number
    readonly for: number
    readonly isStop: boolean
  }[]
  /** By how much the clock of the database is set, forward or back. */
  readonly jumps: readonly { readonly at: number; readonly by: number }[]
}

interface WriteEvent {
  readonly at: number
  readonly node: number
  /** Between the steps of its beginning. */
  readonly steps: readonly [number, number, number]
  /** From its instant being taken to its commit. */
  readonly commitAfter: number
  readonly isUndone: boolean
}

/** A clock for a node, from its own time. */
export type MakeClock = (elapsed: () => number) => Clock

export const publishLeadMs = 250
const pollEveryMs = 100
/** A read that must ask first gets 503 if it takes longer. */
const patienceMs = 1_800
const start = Date.parse('2026-04-01T00:00:00.000Z')

export const soundClock: MakeClock = (elapsed) => createDatabaseClock({ publishLeadMs, elapsed })

interface Written {
  readonly instant: number
  /** When the database has stored it. */
  readonly storedAt: number
}

/** Runs a schedule. Returns what broke an invariant, and how many reads were answered, and answered from memory. */
export async function simulate(schedule: Schedule, makeClock: MakeClock = soundClock) {
  const violations: string[] = []
  const counts = { answered: 0, fromMemory: 0, refused: 0 }
  const events: { at: number; run: () => unknown }[] = []
  let time = 0
  const at = (moment: number, run: () => unknown) => void events.push({ at: Math.max(moment, time), run })

  let jumped = 0
  let floor = start
  let stored: readonly Written[] = []
  let isLocked = false
  /** The key of the lock: no earlier instant for the write that is open. */
  let openFrom: number | null = null
  /** The furthest that the clock of the database was set. */
  let furthest = 0
  const databaseTime = () => start + time + jumped
  const nodes = schedule.nodes.map(({ skew, drift, delays }, index) => {
    const elapsed = () => skew + time * (1 + drift)
    let turn = 0
    return {
      index,
      elapsed,
      clock: makeClock(elapsed),
      seen: [] as readonly Written[],
      isPolled: false,
      last: 0,
      nextDelay: () => delays[turn++ % delays.length] ?? 1,
    }
  })
  type SimulatedNode = (typeof nodes)[number]
  const faultOf = ({ index }: SimulatedNode, isStop: boolean) =>
    schedule.faults.find(
      (fault) =>
        fault.node === index && fault.isStop === isStop && time >= fault.at && time < fault.at + fault.for,
    )
  /** Runs it on a node once that is not stopped. */
  const on = (node: SimulatedNode, moment: number, run: () => unknown) =>
    at(moment, () => {
      const stop = faultOf(node, true)
      if (stop) on(node, stop.at + stop.for, run)
      else run()
    })

  const poll = (node: SimulatedNode, done: (isAnswered: boolean) => void) => {
    const sentAt = node.elapsed()
    if (faultOf(node, false)) return at(time + patienceMs, () => done(false))
    at(time + node.nextDelay(), () => {
      const found = { time: databaseTime(), openFrom }
      at(time + node.nextDelay() / 4, () => {
        const seen = stored
        const written = floor
        on(node, time + node.nextDelay(), () => {
          node.clock.follow({ sentAt, receivedAt: node.elapsed(), ...found, written })
          node.isPolled = true
          if (seen.length > node.seen.length) node.seen = seen
          done(true)
        })
      })
    })
  }
  const pollOn = (node: SimulatedNode) => poll(node, () => on(node, time + pollEveryMs, () => pollOn(node)))

  const write = (event: WriteEvent, node: SimulatedNode): void => {
    if (isLocked || !node.isPolled) {
      on(node, time + 10, () => write(event, node))
      return
    }
    isLocked = true
    const end = () => {
      isLocked = false
      openFrom = null
    }
    const [toLock, toTime, toNode] = event.steps
    at(time + toLock, () => {
      openFrom = Math.floor(databaseTime()) + node.clock.publishLeadMs
      at(time + toTime, () => {
        const begunAt = databaseTime()
        on(node, time + toNode, async () => {
          const instant = Date.parse(await node.clock.openWrite(toInstant(floor), { isAhead: true, begunAt }))
          if (event.isUndone) return at(time + event.commitAfter, end)
          at(time + event.commitAfter, () => {
            floor = instant
            stored = [...stored, { instant, storedAt: time }]
            at(time + 1, end)
          })
        })
      })
    })
  }

  const longestWay = 3 * Math.max(...schedule.nodes.flatMap(({ delays }) => delays))
  const answers: { moment: number; count: number; node: number; at: number; lateMs: number }[] = []
  const countOf = (all: readonly Written[], moment: number) =>
    all.filter(({ instant }) => instant <= moment).length
  const answer = (node: SimulatedNode, isFromMemory: boolean) => {
    const moment = Date.parse(node.clock.now())
    const latest = start + time + furthest
    const count = countOf(stored, moment)
    const where = `node ${node.index} at ${time}`
    if (isFromMemory && countOf(node.seen, moment) !== count) violations.push(`8: ${where} has an old answer`)
    if (moment < node.last) violations.push(`4: ${where} stepped back`)
    // After it was set back, time goes on with the writes, which are dated later than all that may have been told.
    const ahead = jumped < furthest ? publishLeadMs + longestWay + stored.length : 0
    if (moment > latest + ahead) violations.push(`4: ${where} is early by ${moment - latest}`)
    node.last = moment
    counts.answered += 1
    if (isFromMemory) counts.fromMemory += 1
    answers.push({ moment, count, node: node.index, at: time, lateMs: databaseTime() - moment })
  }
  const read = (node: SimulatedNode) => {
    if (node.clock.isCurrent()) return answer(node, true)
    poll(node, (isAnswered) => {
      if (isAnswered && !node.clock.isHeld()) answer(node, false)
      else counts.refused += 1
    })
  }

  for (const node of nodes) on(node, 0, () => pollOn(node))
  for (const event of schedule.writes) on(nodeOf(event), event.at, () => write(event, nodeOf(event)))
  for (const event of schedule.reads) on(nodeOf(event), event.at, () => read(nodeOf(event)))
  for (const { at: moment, by } of schedule.jumps)
    at(moment, () => {
      jumped += by
      furthest = Math.max(furthest, jumped)
    })
  function nodeOf({ node }: { readonly node: number }): SimulatedNode {
    return nodes[node % nodes.length] as SimulatedNode
  }

  const end = 12_000
  for (;;) {
    events.sort((one, other) => one.at - other.at)
    const next = events.shift()
    if (!next || next.at > end) break
    time = next.at
    await next.run()
  }
  for (const { moment, count, node, at: answeredAt } of answers)
    if (countOf(stored, moment) !== count)
      violations.push(`1: the answer of node ${node} at ${answeredAt} for ${toInstant(moment)} has changed`)
  return { violations, ...counts, answers, written: stored }
}
