import { expect, test } from 'vitest'
import { crashRepeatedly } from '../crash/crash.ts'

test('sixty kills under concurrent writes lose nothing that was acknowledged and leave nothing half done', async () => {
  const seed = Date.now() % 1_000_000
  console.info(`seed ${seed}`)
  expect(await crashRepeatedly(60, seed)).toBeGreaterThan(600)
}, 300_000)
