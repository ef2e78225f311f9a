import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createFolder } from '../db/files.ts'
import { runCommand } from './run.ts'

test('seed loads the sample, and the second time changes nothing', async () => {
  const settings = { DATABASE_URL: `file:${join(createFolder(), 'store', 'broadtape.db')}` }
  const first = await runCommand('seed', settings)
  expect(first).toMatchObject({ code: 0, errors: '' })
  expect(first.out).toMatch(/[1-9]\d* references and 3 publications are new/)
  const second = await runCommand('seed', settings)
  expect(second).toMatchObject({ code: 0, errors: '' })
  expect(second.out).toMatch(/\b0 references and 0 publications are new/)
})

test('seed --synthetic adds as many articles as it is told to', async () => {
  const settings = { DATABASE_URL: `file:${join(createFolder(), 'broadtape.db')}` }
  const ending = await runCommand('seed --synthetic 3 --body small', settings)
  expect(ending).toEqual({ code: 0, out: '3 synthetic articles are loaded.\n', errors: '' })
})
