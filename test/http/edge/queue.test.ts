import { expect, onTestFinished, test } from 'vitest'
import { createQueue, type Waiting } from '../../../src/http/edge/queue.ts'
import { stopwatch } from '../stopwatch.ts'

const tick = () => new Promise((resolve) => setImmediate(resolve))

interface Item extends Waiting {
  readonly name: number
}

/** A queue on a stopwatch, what it has handled and refused, and what the handling of an item takes. */
function aQueue({ itemMs = 0 }: { itemMs?: number } = {}) {
  const { advance } = stopwatch()
  // Later than the connections that were opened at 0.
  advance(5_000)
  const handled: number[] = []
  const refused: number[] = []
  const queue = createQueue<Item>({
    handle({ name }) {
      advance(itemMs)
      handled.push(name)
    },
    refuse: ({ name }) => void refused.push(name),
  })
  const add = (name: number, parts: Partial<Item> = {}) =>
    queue.add({ name, startedAt: performance.now(), connectedAt: 0, isReserved: false, ...parts })
  return { queue, add, advance, handled, refused }
}

test('items are handled at the end of their tick, each once and in order', async () => {
  const { add, handled } = aQueue()
  for (let name = 0; name < 40; name += 1) add(name)
  expect(handled).toEqual([])
  for (let count = 0; count < 10; count += 1) await tick()
  expect(handled).toEqual(Array.from({ length: 40 }, (_, index) => index))
  add(40)
  await tick()
  expect(handled.at(-1)).toBe(40)
})

test('between two batches the event loop reads what has arrived', async () => {
  const { add, handled } = aQueue({ itemMs: 2 })
  for (let name = 0; name < 12; name += 1) add(name)
  const seen: number[] = []
  for (let count = 0; count < 3; count += 1) {
    await tick()
    seen.push(handled.length)
  }
  expect(seen).toEqual([4, 8, 12])
})

test('each step runs for a whole batch before any item takes the next', async () => {
  stopwatch()
  const steps: string[] = []
  const queue = createQueue<Item>({
    async handle({ name }) {
      steps.push(`begin ${name}`)
      for (let hop = 0; hop < 20; hop += 1) await null
      steps.push(`end ${name}`)
    },
    refuse() {},
  })
  for (let name = 0; name < 4; name += 1) queue.add({ name, startedAt: 0, connectedAt: 0, isReserved: false })
  await tick()
  expect(steps.slice(0, 4)).toEqual(['begin 0', 'begin 1', 'begin 2', 'begin 3'])
})

test('after a failure, later items are still handled', async () => {
  const handled: number[] = []
  const failing = createQueue<Item>({
    handle({ name }) {
      if (name === 3) throw new Error('broken')
      handled.push(name)
    },
    refuse() {},
  })
  const failures: unknown[] = []
  process.setUncaughtExceptionCaptureCallback((error) => failures.push(error))
  onTestFinished(() => process.setUncaughtExceptionCaptureCallback(null))
  for (const name of [0, 1, 2, 3, 4, 5])
    failing.add({ name, startedAt: 0, connectedAt: 0, isReserved: false })
  for (let count = 0; count < 4; count += 1) await tick()
  expect(failures).toEqual([new Error('broken')])
  expect(handled).toEqual([0, 1, 2, 4, 5])
})

/** Lets requests wait for 200 ms each, for as long as an overload needs. */
async function overload({ add, advance }: ReturnType<typeof aQueue>) {
  for (let count = 0; count < 3; count += 1) {
    add(-1)
    advance(200)
    await tick()
    await tick()
  }
}

test('under overload what has waited too long is refused, but for what is reserved', async () => {
  const trial = aQueue()
  await overload(trial)
  const { add, advance, handled, refused } = trial
  handled.length = 0
  refused.length = 0
  add(1)
  add(2, { isReserved: true })
  advance(150)
  add(3)
  await tick()
  await tick()
  expect({ handled, refused }).toEqual({ handled: [2, 3], refused: [1] })
})

test('under overload newcomers get a turn for each 32 of the others, and all turns that these leave', async () => {
  const trial = aQueue({ itemMs: 1 })
  await overload(trial)
  const { add, handled } = trial
  handled.length = 0
  const connectedAt = performance.now()
  for (let name = 0; name < 20; name += 1) add(1_000 + name, { connectedAt })
  for (let name = 0; name < 64; name += 1) add(name)
  while (handled.length < 84) await tick()
  const firstNewcomer = handled.findIndex((name) => name >= 1_000)
  const lastRegular = handled.findLastIndex((name) => name < 1_000)
  expect(firstNewcomer).toBeGreaterThanOrEqual(31)
  expect(handled.slice(0, lastRegular).filter((name) => name >= 1_000).length).toBeLessThanOrEqual(2)
})

test('while connections are accepted, ticks without a batch go on for two milliseconds', async () => {
  const { queue, add, advance, handled } = aQueue()
  add(0)
  await tick()
  await tick()
  queue.onConnection()
  add(1)
  await tick()
  expect(handled).toEqual([0])
  queue.onConnection()
  advance(2)
  await tick()
  expect(handled).toEqual([0, 1])
})
