import { setImmediate as tick } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createPacer } from '../../src/kernel/pacer.ts'
import { stopwatch } from '../http/stopwatch.ts'

test('work goes on in the tick until its slice is spent, and then in a later one', async () => {
  const { advance } = stopwatch()
  const pacer = createPacer(10)
  expect(pacer.isSpent()).toBe(false)
  advance(10)
  expect(pacer.isSpent()).toBe(false)
  advance(1)
  expect(pacer.isSpent()).toBe(true)
  const order: string[] = []
  setImmediate(() => order.push('others'))
  await pacer.turn().then(() => order.push('work'))
  expect(order).toEqual(['others', 'work'])
  expect(pacer.isSpent()).toBe(false)
})

test('all work of a tick shares its slice, and each has its turn', async () => {
  const { advance } = stopwatch()
  const pacer = createPacer(10)
  const steps: string[] = []
  const work = async (name: string) => {
    for (let step = 0; step < 4; step += 1) {
      if (pacer.isSpent()) await pacer.turn()
      steps.push(name)
      advance(11)
    }
  }
  const all = Promise.all(['a', 'b', 'c'].map(work))
  const perTick: number[] = []
  while (steps.length < 12) {
    const before = steps.length
    await tick()
    perTick.push(steps.length - before)
  }
  await all
  expect(Math.max(...perTick)).toBe(1)
  expect(steps.join('')).toBe(`a${'abc'.repeat(3)}bc`)
})
