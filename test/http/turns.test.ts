import { expect, test } from 'vitest'
import { inBatches } from '../../src/http/turns.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('what a turn brings is handled at its end, each once and in its order', async () => {
  const handled: number[] = []
  const handle = inBatches((item: number) => handled.push(item))
  const items = Array.from({ length: 200 }, (_, index) => index)
  for (const item of items) handle(item)
  expect(handled).toEqual([])
  await turn()
  expect(handled).toEqual(items)
  handle(200)
  await turn()
  expect(handled).toEqual([...items, 200])
})

test('each step is taken for a whole batch, and the next batch begins behind the last step', async () => {
  const steps: string[] = []
  const handle = inBatches(async (item: number) => {
    steps.push(`begin ${item}`)
    for (let hop = 0; hop < 20; hop += 1) await null
    steps.push(`end ${item}`)
  })
  for (let item = 0; item < 100; item += 1) handle(item)
  await turn()
  const names = (step: string, from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `${step} ${from + index}`)
  expect(steps).toEqual([
    ...names('begin', 0, 64),
    ...names('end', 0, 64),
    ...names('begin', 64, 100),
    ...names('end', 64, 100),
  ])
})

test('what fails leaves the batches behind it to be handled', async () => {
  const handled: number[] = []
  const failures: unknown[] = []
  const handle = inBatches((item: number) => {
    if (item === 3) throw new Error('broken')
    handled.push(item)
  })
  const others = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.once('uncaughtException', (error) => failures.push(error))
  for (let item = 0; item < 70; item += 1) handle(item)
  await turn()
  await turn()
  for (const other of others) process.on('uncaughtException', other)
  expect(failures).toHaveLength(1)
  expect(handled).toEqual([0, 1, 2, 64, 65, 66, 67, 68, 69])
})
