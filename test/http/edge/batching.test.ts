import { expect, onTestFinished, test } from 'vitest'
import { inBatches } from '../../../src/http/edge/batching.ts'
import { stopwatch } from '../stopwatch.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('the items of a tick are handled at its end, each once and in order', async () => {
  const handled: number[] = []
  const batches = inBatches((item: number) => handled.push(item))
  const items = Array.from({ length: 200 }, (_, index) => index)
  for (const item of items) batches.add(item)
  expect(handled).toEqual([])
  await turn()
  expect(handled).toEqual(items)
  batches.add(200)
  await turn()
  expect(handled).toEqual([...items, 200])
})

test('each step runs for a whole batch, and the next batch begins after the last step', async () => {
  stopwatch()
  const steps: string[] = []
  const batches = inBatches(async (item: number) => {
    steps.push(`begin ${item}`)
    for (let hop = 0; hop < 20; hop += 1) await null
    steps.push(`end ${item}`)
  })
  for (let item = 0; item < 100; item += 1) batches.add(item)
  await turn()
  const names = (step: string, from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `${step} ${from + index}`)
  expect(steps).toEqual([
    ...names('begin', 0, 4),
    ...names('end', 0, 4),
    ...names('begin', 4, 68),
    ...names('end', 4, 68),
    ...names('begin', 68, 100),
    ...names('end', 68, 100),
  ])
})

test('after a failure, later batches are still handled', async () => {
  const handled: number[] = []
  const failures: unknown[] = []
  const batches = inBatches((item: number) => {
    if (item === 3) throw new Error('broken')
    handled.push(item)
  })
  process.setUncaughtExceptionCaptureCallback((error) => failures.push(error))
  onTestFinished(() => process.setUncaughtExceptionCaptureCallback(null))
  for (let item = 0; item < 10; item += 1) batches.add(item)
  await turn()
  await turn()
  expect(failures).toEqual([new Error('broken')])
  expect(handled).toEqual([0, 1, 2, 4, 5, 6, 7, 8, 9])
})

test('the slower the items, the smaller the batches', async () => {
  const { advance } = stopwatch()
  const begun: number[] = []
  let ended = 0
  const batches = inBatches(async () => {
    advance(2)
    begun.push(ended)
    await null
    ended += 1
  })
  for (let item = 0; item < 20; item += 1) batches.add(item)
  await turn()
  expect(begun).toEqual([0, 0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12, 16, 16, 16, 16])
})
