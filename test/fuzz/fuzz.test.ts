import { expect, test } from 'vitest'
import { fuzz, fuzzSeed } from './fuzz.ts'
import { startTarget } from './target.ts'

// That every operation and every sort of answer is reached is looked at in the long run, fuzz.slow.test.ts.
test('the first of the drawn requests are answered as the document says', async () => {
  const target = await startTarget()
  const { seed, findings, shed } = await fuzz(target, { seed: fuzzSeed, requests: 3_000 })
  expect({ seed, told: findings.join('\n\n') }).toEqual({ seed, told: '' })
  expect(target.errors).toEqual([])
  expect(shed).toBeLessThan(3_000)
})
