import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { isToken } from '../../src/access/keys/token.ts'
import { createFolder } from '../db/files.ts'
import { runCommand } from './run.ts'

/** The commands on a store of their own. */
async function desk() {
  const file = join(createFolder(), 'store', 'broadtape.db')
  const settings = { DATABASE_URL: `file:${file}` }
  await runCommand('migrate', settings)
  const run = (command: string) => runCommand(`keys ${command}`, settings)
  return { file, run }
}

test('a key is made, listed without its secret, revoked, and all of it is in the trail', async () => {
  const { file, run } = await desk()
  const made = await run(
    'create --name Desk --scopes articles:write,keys:admin --expires 2199-01-01T01:00:00+01:00',
  )
  expect(made).toMatchObject({ code: 0, errors: '' })
  const secret = made.out.trimEnd().split('\n').at(-1) ?? ''
  expect(isToken(secret)).toBe(true)
  const listed = await run('list')
  expect(listed.out).toMatch(
    /^key_\w{16} {2}valid {2}until 2199-01-01T00:00:00.000Z {2}never used {2}articles:write,keys:admin {2}Desk\n$/,
  )
  const [id = ''] = listed.out.split(' ')
  expect(await run(`revoke ${id}`)).toMatchObject({ code: 0, errors: '' })
  expect((await run('list')).out).toContain('  revoked  ')
  const store = new Sqlite(file)
  const entries = store.prepare('select key_id, act, subject, request_id from audit order by seq').all()
  expect(entries).toEqual([
    { key_id: 'system', act: 'key.create', subject: id, request_id: null },
    { key_id: 'system', act: 'key.revoke', subject: id, request_id: null },
  ])
  expect(JSON.stringify(store.prepare('select * from api_key').all())).not.toContain(secret)
  store.close()
})

test.each([
  ['create --scopes audit:read', /^error: required option '--name <name>' not specified\n$/],
  ['create --name x', /^error: required option '--scopes <list>' not specified\n$/],
  ['create --name x --scopes articles:eat', /^--scopes: must be one of articles:write, .+\n$/],
  [
    'create --name x --scopes a,b --expires tomorrow',
    /^--scopes: .+\n--expires: is not an RFC 3339 instant.+\n$/,
  ],
  [
    'create --name x --scopes audit:read --expires 2020-01-01T00:00:00Z',
    /^The key would already have expired\.\n$/,
  ],
  ['revoke key_0000000000000000', /^Nothing with this id or name exists\.\n$/],
  ['revoke', /^error: missing required argument 'id'\n$/],
  ['list --name x', /^error: unknown option '--name'\n$/],
  ['', /^Usage: /],
])('keys %s ends with what is wrong', async (command, pattern) => {
  const ending = await (await desk()).run(command)
  expect(ending).toMatchObject({ code: 1, out: '' })
  expect(ending.errors).toMatch(pattern)
})
