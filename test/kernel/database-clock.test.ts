import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Beginning, Clock } from '../../src/kernel/clock.ts'
import { type MakeClock, type Schedule, simulate, soundClock } from './nodes.ts'

const delay = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 8 }) },
  fc.integer({ min: 0, max: 400 }),
)
const moment = fc.integer({ min: 300, max: 8_000 })
const node = fc.nat(2)

const schedules: fc.Arbitrary<Schedule> = fc.record({
  nodes: fc.array(
    fc.record({
      skew: fc.integer({ min: -600_000, max: 600_000 }),
      drift: fc.double({ min: -0.0001, max: 0.0001, noNaN: true }),
      delays: fc.array(delay, { minLength: 3, maxLength: 20 }),
    }),
    { minLength: 2, maxLength: 3 },
  ),
  writes: fc.array(
    fc.record({
      at: moment,
      node,
      steps: fc.tuple(delay, delay, delay),
      commitAfter: fc.oneof(
        { weight: 3, arbitrary: fc.integer({ min: 0, max: 20 }) },
        fc.integer({ min: 0, max: 5_000 }),
      ),
      isUndone: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  reads: fc.array(fc.record({ at: moment, node }), { minLength: 100, maxLength: 200 }),
  faults: fc.array(
    fc.record({ at: moment, node, for: fc.integer({ min: 10, max: 3_000 }), isStop: fc.boolean() }),
    { maxLength: 3 },
  ),
  jumps: fc.array(
    fc.record({
      at: moment,
      by: fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -600_000, max: 600_000 })),
    }),
    { maxLength: 1 },
  ),
})

const runs = { numRuns: 1_000, seed: 18 }

test('whatever happens to nodes, the past stays, clocks never step back, and memory is never old', async () => {
  let fromMemory = 0
  let answered = 0
  const property = fc.asyncProperty(schedules, async (schedule) => {
    const outcome = await simulate(schedule)
    answered += outcome.answered
    fromMemory += outcome.fromMemory
    expect(outcome.violations).toEqual([])
  })
  await fc.assert(property, runs)
  expect(answered).toBeGreaterThan(50_000)
  expect(fromMemory / answered).toBeGreaterThan(0.5)
}, 120_000)
/** What each part of the clock is for: without it, some schedule breaks an invariant. */
const broken: Record<
  string,
  { readonly invariant: string; readonly change: (clock: Clock) => Partial<Clock> }
> = {
  'the lead': {
    invariant: '8',
    change: ({ openWrite }) => ({
      openWrite: (floor, begun) => openWrite(floor, { ...begun, isAhead: false } as Beginning),
    }),
  },
  'the lower bound of the offset': {
    invariant: '4',
    change: ({ follow }) => ({ follow: (poll) => follow({ ...poll, receivedAt: poll.sentAt }) }),
  },
  'the wait for an open write': {
    invariant: '1',
    change: ({ follow }) => ({ follow: (poll) => follow({ ...poll, openFrom: null }) }),
  },
}

test.each(Object.entries(broken))(
  'without %s, an invariant breaks',
  async (_, { invariant, change }) => {
    const makeBroken: MakeClock = (elapsed) => {
      const clock = soundClock(elapsed)
      return { ...clock, ...change(clock) }
    }
    const found = new Set<string>()
    const property = fc.asyncProperty(schedules, async (schedule) => {
      for (const violation of (await simulate(schedule, makeBroken)).violations)
        found.add(violation.charAt(0))
      return !found.has(invariant)
    })
    await fc.check(property, { ...runs, endOnFailure: true })
    expect([...found]).toContain(invariant)
  },
  120_000,
)

/** Nodes with short ways to the database; one that writes nothing is stopped, and others are cut off. */
const nearby = schedules.map((schedule) => ({
  ...schedule,
  nodes: Array.from({ length: 3 }, () => ({ skew: 1_000, drift: 0.0001, delays: [0, 5, 3, 1] })),
  writes: schedule.writes.map((write) => ({
    ...write,
    node: write.node % 2,
    steps: [1, 1, 2] as const,
    commitAfter: write.commitAfter % 20,
  })),
  faults: schedule.faults.map((fault) => ({ ...fault, isStop: fault.node === 2 })),
  jumps: [],
}))

/** The longest that an answer was late, and how many came from memory. */
async function latenessOf(makeClock: MakeClock) {
  const found = { lateMs: 0, fromMemory: 0, answered: 0 }
  const property = fc.asyncProperty(nearby, async (schedule) => {
    const { answers, answered, fromMemory, violations } = await simulate(schedule, makeClock)
    expect(violations).toEqual([])
    found.answered += answered
    found.fromMemory += fromMemory
    found.lateMs = Math.max(found.lateMs, ...answers.map(({ lateMs }) => lateMs))
  })
  await fc.assert(property, { ...runs, numRuns: 200 })
  return found
}

test('nodes near their database answer from memory, and late by a round trip at most', async () => {
  const { lateMs, fromMemory, answered } = await latenessOf(soundClock)
  expect(lateMs).toBeLessThanOrEqual(15)
  expect(fromMemory / answered).toBeGreaterThan(0.85)
})

test('a node that did not ask the database after having been cut off would be late by far', async () => {
  const { lateMs } = await latenessOf((elapsed) => ({ ...soundClock(elapsed), isCurrent: () => true }))
  expect(lateMs).toBeGreaterThan(1_000)
})
