import { expect, test } from 'vitest'
import { z } from 'zod'
import { readStored } from '../../src/values/stored.ts'

const Item = z.strictObject({ code: z.string().regex(/^a/), added: z.string().default('new') })
const Content = z
  .strictObject({
    name: z.string().regex(/^.{0,3}$/),
    items: z.array(Item).max(2),
    kind: z.enum(['x', 'y']).default('x'),
  })
  .refine(({ name }) => name !== 'no')

test('what an earlier, less strict schema took is read, with the defaults of newer fields', () => {
  const items = [{ code: 'b' }, { code: 'c' }]
  const read = { name: 'too long', items: items.map((one) => ({ ...one, added: 'new' })), kind: 'x' }
  expect(readStored(Content, { name: 'too long', items })).toEqual(read)
  expect(readStored(Content, { name: 'no', items: [] })).toEqual({ name: 'no', items: [], kind: 'x' })
})

test.each([
  ['a missing field', { items: [] }],
  ['an unknown field', { name: 'a', items: [], more: 1 }],
  ['another type', { name: 'a', items: [{ code: 1 }] }],
  ['a word outside a closed list', { name: 'a', items: [], kind: 'z' }],
  ['a list that is too long', { name: 'a', items: [{ code: 'a' }, { code: 'a' }, { code: 'a' }] }],
  ['no object', null],
])('%s is refused', (_, value) => {
  expect(() => readStored(Content, value)).toThrow(z.ZodError)
})
