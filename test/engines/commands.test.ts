import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { expectOneLine, runCommand } from '../cli/run.ts'
import { createFolder, createMigratedFile } from '../db/files.ts'
import { urlOf } from '../stores.postgres.ts'
import { storesOf } from '../stores.ts'

async function emptyDatabase(): Promise<string> {
  const store = await storesOf('postgres').create()
  onTestFinished(() => store.remove())
  return urlOf(store.place)
}

const at = (url: string) => ({ DATABASE_URL: url })

test('a store is seeded, copied to a database and back, and exports the same there', {
  timeout: 60_000,
}, async () => {
  const { file } = await createMigratedFile()
  const [from, there, back] = [
    `file:${file}`,
    await emptyDatabase(),
    `file:${join(createFolder(), 'back.db')}`,
  ]
  expect(await runCommand('seed', at(from))).toMatchObject({ code: 0 })
  expect(await runCommand(`copy --from ${from} --to ${there}`, at(from))).toMatchObject({ code: 0 })
  expect(await runCommand(`copy --from ${there} --to ${back}`, at(from))).toMatchObject({ code: 0 })
  const [before, ...after] = [
    await runCommand('export', at(from)),
    await runCommand('export', at(there)),
    await runCommand('export', at(back)),
  ]
  expect(before.code).toBe(0)
  for (const one of after) expect(one.out).toBe(before.out)
  for (const url of [there, back]) expect(await runCommand('verify', at(url))).toMatchObject({ code: 0 })
  const again = await runCommand(`copy --from ${from} --to ${there}`, at(from))
  expectOneLine(again, /is not empty: a copy needs a new store\.$/m)
})

test('an import is tried on a copy, and leaves the database as it is', { timeout: 60_000 }, async () => {
  const url = await emptyDatabase()
  expect(await runCommand('migrate', at(url))).toMatchObject({ code: 0 })
  const file = join(createFolder(), 'articles.ndjson')
  const block = { _type: 'block', _key: 'b1', style: 'normal', markDefs: [], children: [] }
  const body = [{ ...block, children: [{ _type: 'span', text: 'Shares rose.', marks: [] }] }]
  writeFileSync(
    file,
    JSON.stringify({ externalId: 'a', locale: 'en', type: 'news', headline: 'Shares', body }),
  )
  const tried = await runCommand(`import ${file} --dry-run`, at(url))
  expect(tried).toMatchObject({ code: 0, errors: expect.stringContaining('1 created') })
  expect(await runCommand(`import ${file}`, at(url))).toMatchObject({
    errors: expect.stringContaining('1 created'),
  })
  expect(await runCommand(`import ${file}`, at(url))).toMatchObject({
    errors: expect.stringContaining('1 unchanged'),
  })
})

test('what is wrong with a database is told in one line, without its password', async () => {
  const url = new URL(await emptyDatabase())
  const changed = (change: Partial<URL>) => Object.assign(new URL(url), change).href
  const faults: [string, RegExp][] = [
    [changed({ pathname: '/none' }), /database "none" does not exist/],
    [changed({ port: '1' }), /ECONNREFUSED/],
  ]
  // A server that is given may trust everybody.
  if (url.password) faults.push([changed({ password: 'canary' }), /password authentication failed/])
  for (const [wrong, message] of faults) {
    const ending = await runCommand('serve', at(wrong))
    expectOneLine(ending, message)
    expect(ending.errors).not.toMatch(/canary|:[^/@]+@/)
  }
  for (const command of ['backup none.db', 'restore none.db'])
    expectOneLine(
      await runCommand(command, at(url.href)),
      /whose own tools (?:backup|restore) it: see docs\/postgresql\.md/,
    )
})
