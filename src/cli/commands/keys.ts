import type { Command } from 'commander'
import type { KeyRow } from '../../access/keys/store.ts'
import type { ScopeTable } from '../../http/endpoints/access.ts'
import { CommandFault } from '../../kernel/errors.ts'
import { examples, type Io, print, write } from '../io.ts'
import { withStore } from '../store.ts'

interface Order {
  readonly name: string
  readonly scopes: string
  readonly expires?: string
}

export function keysCommand(program: Command, io: Io): void {
  const keys = program
    .command('keys')
    .usage('<command> [options]')
    .description('Create, list and revoke API keys. Editors and programs need a key for /admin/v1.')
    .helpCommand(false)
    // Help texts are written without waiting, and the scopes come with the slices that declare them.
    .hook('preSubcommand', async (_, command) => {
      if (command.name() === 'create') command.addHelpText('after', await scopesAndExamples())
    })
  keys
    .command('create')
    .description(
      'Create a key and print it. The key stands alone on the last line of the output and cannot be shown again.',
    )
    .requiredOption(
      '--name <name>',
      'Who or what the key is for, at most 120 characters; recorded in the audit trail',
    )
    .requiredOption('--scopes <list>', 'What the key may do: scopes from the list below, separated by commas')
    .option('--expires <instant>', 'When the key expires, with a time zone; never by default')
    .action((order: Order) => create(io, order))
  keys
    .command('list')
    .description(
      'List the keys, newest first. Each line shows id, state, expiry, last use, scopes and name. The key itself is not stored.',
    )
    .addHelpText('after', examples('keys list'))
    .action(() => list(io))
  keys
    .command('revoke')
    .description('Revoke a key. From then on, requests that use it are refused.')
    .argument('<id>', 'Id of the key, as "keys list" prints it')
    .addHelpText('after', examples('keys revoke key_0123456789abcdef'))
    .action((id: string) => revoke(io, id))
}

async function scopesAndExamples(): Promise<string> {
  const { scopes } = await import('../../slices.ts')
  const lines = Object.entries(scopes).map(([scope, meaning]) => `  ${scope.padEnd(21)}${meaning}\n`)
  return `\nScopes:\n${lines.join('')}${examples(
    'keys create --name Ada --scopes articles:write',
    'keys create --name Ben --scopes articles:write,articles:publish --expires 2027-01-01T00:00:00Z',
  )}`
}

async function create(io: Io, order: Order): Promise<void> {
  const { trail } = await import('../../access/audit/trail.ts')
  const { createKey, noteOf } = await import('../../access/keys/keys.ts')
  const { systemActor } = await import('../../http/endpoints/access.ts')
  const { scopes } = await import('../../slices.ts')
  const wanted = await readOrder(order, scopes)
  // Shell access to the store implies every scope.
  const operator = { ...systemActor, scopes: Object.keys(scopes), expiresAt: null }
  await withStore(io, async ({ db }) => {
    const { row, secret } = await db.write(async (write) => {
      const made = await createKey(write, operator, wanted)
      await trail.record(write, systemActor, null, noteOf('key.create', made.row))
      return made
    }, internal)
    const isShown = await write(
      io,
      `The key ${row.id} for ${row.name} is made. It is shown this once:\n${secret}\n`,
    )
    if (!isShown)
      throw new CommandFault(`The key ${row.id} could not be shown. Revoke it, and create another.`)
  })
}

async function readOrder({ name, scopes, expires }: Order, table: ScopeTable) {
  const { keyOrderOf } = await import('../../access/keys/schema.ts')
  const wanted = scopes.split(',').map((scope) => scope.trim())
  const result = keyOrderOf(table).safeParse({ name, scopes: wanted, expiresAt: expires ?? null })
  if (result.success) return result.data
  const faults = result.error.issues.map(
    ({ path: [field], message }) => `--${field === 'expiresAt' ? 'expires' : String(field)}: ${message}`,
  )
  throw new CommandFault([...new Set(faults)].join('\n'))
}

const internal = { isInternal: true }

const keysPerQuery = 500

const list = (io: Io) =>
  withStore(io, async ({ db, clock }) => {
    const { list } = await import('../../access/keys/store.ts')
    const { eachRow } = await import('../../archive/batches.ts')
    const at = clock.now()
    const keys = eachRow<KeyRow>((last) => {
      const page = { at, after: last && [last.created_at, last.id], limit: keysPerQuery }
      return db.snapshot((queries) => list(queries, page))
    })
    for await (const row of keys) print(io, lineOf(row, at))
  })

function lineOf(row: KeyRow, at: string): string {
  const isExpired = row.expires_at !== null && row.expires_at <= at
  const state = row.revoked_at ? 'revoked' : isExpired ? 'expired' : 'valid'
  const scopes: string[] = JSON.parse(row.scopes)
  const used = row.last_used_at ? `used ${row.last_used_at}` : 'never used'
  const until = row.expires_at ? `until ${row.expires_at}` : 'without end'
  return [row.id, state, until, used, scopes.join(','), row.name].join('  ')
}

const revoke = (io: Io, id: string) =>
  withStore(io, async ({ db }) => {
    const { trail } = await import('../../access/audit/trail.ts')
    const { noteOf, revokeKey } = await import('../../access/keys/keys.ts')
    const { systemActor } = await import('../../http/endpoints/access.ts')
    const row = await db.write(async (write) => {
      const revoked = await revokeKey(write, id)
      await trail.record(write, systemActor, null, noteOf('key.revoke', revoked))
      return revoked
    }, internal)
    print(io, `The key ${row.id} for ${row.name} is revoked.`)
  })
