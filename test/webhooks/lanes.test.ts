import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createLanes } from '../../src/webhooks/delivery/lanes.ts'

const never = new Promise<never>(() => {})

test('receivers that hang, however many they are, keep the others waiting for a second', async () => {
  const lanes = createLanes()
  for (let index = 0; index < 600; index += 1) void lanes.sending(`hanging-${index}`, () => never)
  const begun = performance.now()
  await lanes.sending('fair', async () => ({ ms: 1 }))
  expect(performance.now() - begun).toBeLessThan(3_000)
})

test('who was slow waits for the slow alone, until an attempt was quick again', async () => {
  const lanes = createLanes()
  const slow = () => sleep(1, { ms: 1_500 })
  await lanes.sending('slow', slow)
  for (let index = 0; index < 512; index += 1) {
    await lanes.sending(`hanging-${index}`, slow)
    void lanes.sending(`hanging-${index}`, () => never)
  }
  let isDone = false
  const waiting = lanes
    .sending('slow', async () => ({ ms: 1 }))
    .then(() => {
      isDone = true
    })
  await lanes.sending('fair', async () => ({ ms: 1 }))
  await sleep(20)
  expect(isDone).toBe(false)
  void waiting
})

test('of large bodies 32 are on their way at a time, and small ones go past them', async () => {
  const lanes = createLanes()
  let begun = 0
  const send = () => {
    begun += 1
    return never
  }
  for (let index = 0; index < 40; index += 1) void lanes.sized('a'.repeat(100_000), send)
  await sleep(1)
  expect(begun).toBe(32)
  expect(await lanes.sized('{}', async () => 'sent')).toBe('sent')
})
