import { expect, test } from 'vitest'
import { createCoalescing } from '../../../src/http/edge/coalescing.ts'

test('the first of equal requests leads, the others are resumed in order when it has an answer', () => {
  const resumed: number[] = []
  const coalescing = createCoalescing((item: number) => resumed.push(item))
  const answered = coalescing.lead('/a', 1)
  expect(coalescing.lead('/a', 2)).toBeNull()
  expect(coalescing.lead('/a', 3)).toBeNull()
  expect(coalescing.lead('/b', 4)).not.toBeNull()
  expect(resumed).toEqual([])
  answered?.()
  expect(resumed).toEqual([2, 3])
})

test('after its answer another request leads, which a repeated call for the first does not end', () => {
  const resumed: number[] = []
  const coalescing = createCoalescing((item: number) => resumed.push(item))
  const first = coalescing.lead('/a', 1)
  first?.()
  const second = coalescing.lead('/a', 2)
  expect(second).not.toBeNull()
  expect(coalescing.lead('/a', 3)).toBeNull()
  first?.()
  expect(resumed).toEqual([])
  expect(coalescing.lead('/a', 4)).toBeNull()
  second?.()
  expect(resumed).toEqual([3, 4])
})
