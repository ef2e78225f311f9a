import { expect, test } from 'vitest'
import { createClock } from '../../src/kernel/clock.ts'
import { createMigratedFile } from '../db/files.ts'
import { testStore } from '../helpers.ts'

const start = Date.parse('2026-04-01T00:00:00.000Z')
const distantPast = '0001-01-01T00:00:00.000Z'

function setClock() {
  const system = { now: start }
  return { system, clock: createClock(() => system.now) }
}

test('the clock stands still while the system clock steps back, and then continues', () => {
  const { system, clock } = setClock()
  expect(clock.now()).toBe('2026-04-01T00:00:00.000Z')
  system.now = start - 3_600_000
  expect(clock.now()).toBe('2026-04-01T00:00:00.000Z')
  system.now = start + 1
  expect(clock.now()).toBe('2026-04-01T00:00:00.001Z')
})

test('the clock tells how far the system clock is behind what was handed out or stored', async () => {
  const { system, clock } = setClock()
  expect(clock.behindMs()).toBe(0)
  clock.now()
  system.now = start - 5_000
  expect(clock.behindMs()).toBe(5_000)
  await clock.openWrite('2026-04-01T00:00:10.000Z')
  expect(clock.behindMs()).toBe(15_000)
  clock.closeWrite()
  system.now = start + 10_001
  expect(clock.behindMs()).toBe(0)
})

test('the clock starts no earlier than the newest instant in the store', async () => {
  const { clock } = setClock()
  await clock.startFrom('2026-04-02T00:00:00.000Z')
  await clock.startFrom('2026-03-01T00:00:00.000Z')
  expect(clock.now()).toBe('2026-04-02T00:00:00.000Z')
})

test('the instant of a write is later than every instant handed out, the last write and the floor', async () => {
  const { clock } = setClock()
  const answered = clock.now()
  const first = await clock.openWrite(distantPast)
  clock.closeWrite()
  const second = await clock.openWrite(distantPast)
  clock.closeWrite()
  const third = await clock.openWrite('2026-04-03T00:00:00.000Z')
  clock.closeWrite()
  const times = [answered, first, second, third, clock.now()]
  expect(times).toEqual([
    '2026-04-01T00:00:00.000Z',
    '2026-04-01T00:00:00.001Z',
    '2026-04-01T00:00:00.002Z',
    '2026-04-03T00:00:00.001Z',
    '2026-04-03T00:00:00.001Z',
  ])
})

test('a clock that was set back by hours does not block writes', async () => {
  const { system, clock } = setClock()
  clock.now()
  system.now = start - 7_200_000
  expect(await clock.openWrite(distantPast)).toBe('2026-04-01T00:00:00.001Z')
})

test('a write waits until the system clock has passed the last one, and no longer than commands date ahead', async () => {
  const waited: number[] = []
  let now = start
  const system = () => now
  const clock = createClock(system, 0, async (milliseconds) => {
    waited.push(milliseconds)
    now += milliseconds
  })
  const instants: string[] = []
  const write = async (floor: string) => {
    instants.push(await clock.openWrite(floor))
    clock.closeWrite()
  }
  await write(distantPast)
  await write(distantPast)
  await write('2026-04-01T00:00:01.000Z')
  await write('2026-04-01T00:00:03.000Z')
  expect(waited).toEqual([1, 1_000])
  expect(instants).toEqual([
    '2026-04-01T00:00:00.000Z',
    '2026-04-01T00:00:00.001Z',
    '2026-04-01T00:00:01.001Z',
    '2026-04-01T00:00:03.001Z',
  ])
})

test('while a write is open, the clock reads the millisecond before it, however long it takes', async () => {
  const { system, clock } = setClock()
  const at = await clock.openWrite(distantPast)
  system.now += 60_000
  expect(at).toBe('2026-04-01T00:00:00.000Z')
  expect(clock.now()).toBe('2026-03-31T23:59:59.999Z')
  expect(clock.raiseWrite()).toBe('2026-04-01T00:00:00.001Z')
  expect(clock.now()).toBe('2026-04-01T00:00:00.000Z')
  clock.closeWrite()
  expect(clock.now()).toBe('2026-04-01T00:01:00.000Z')
})

test('a moment at or after an open write is not reached until the write has closed', async () => {
  const { clock } = setClock()
  const at = await clock.openWrite(distantPast)
  const order: string[] = []
  const asked = clock.reached(at).then((reached) => order.push(`reached ${reached}`))
  expect(await clock.reached('2026-03-31T23:59:59.999Z')).toBe(true)
  await new Promise(setImmediate)
  order.push('closing')
  clock.closeWrite()
  await asked
  expect(order).toEqual(['closing', 'reached true'])
})

test('a moment in the future is not reached, with or without an open write', async () => {
  const { clock } = setClock()
  expect(await clock.reached('2026-04-01T00:00:00.001Z')).toBe(false)
  expect(await clock.reached('2026-04-01T00:00:00.000Z')).toBe(true)
  await clock.openWrite(distantPast)
  const asked = clock.reached('2026-04-01T00:00:00.002Z')
  clock.closeWrite()
  expect(await asked).toBe(false)
})

test('after a failed write the clock continues', async () => {
  const { db, clock, time } = await testStore()
  const failing = db.write(async () => {
    throw new Error('broken')
  })
  await expect(failing).rejects.toThrow('broken')
  time.advance(1_000)
  expect(clock.now()).toBe('2026-04-01T00:00:01.000Z')
})

test('200 concurrent writes have strictly increasing instants, none ahead of the system by more than 2 ms', async () => {
  const { open } = await createMigratedFile()
  const db = await open()
  const ahead: number[] = []
  const instants = await Promise.all(
    Array.from({ length: 200 }, () =>
      db.write(async ({ at }) => {
        ahead.push(Date.parse(at) - Date.now())
        return at
      }),
    ),
  )
  expect(new Set(instants).size).toBe(200)
  expect(instants).toEqual(instants.toSorted())
  expect(Math.max(...ahead)).toBeLessThanOrEqual(2)
})
