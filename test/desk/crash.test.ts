import { expect, test } from 'vitest'
import { crashRepeatedly } from '../crash/crash.ts'

test('ten kills under concurrent writes lose nothing that was acknowledged and leave nothing half done', async () => {
  expect(await crashRepeatedly(10, 1)).toBeGreaterThan(100)
}, 90_000)
