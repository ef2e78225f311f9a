import type { z } from 'zod'
import { trail } from '../access/audit/trail.ts'
import { createKey, noteOf, revokeKey } from '../access/keys/keys.ts'
import { keyOrderOf } from '../access/keys/schema.ts'
import { type KeyRow, list } from '../access/keys/store.ts'
import type { Database } from '../db/database.ts'
import { type KeyHolder, type Scope, systemActor } from '../http/endpoints/access.ts'
import { CommandFault } from '../kernel/errors.ts'
import { Refusal } from '../kernel/refusal.ts'
import { scopes } from '../slices.ts'
import type { Instant } from '../values/time.ts'

const scopeNames = Object.keys(scopes)
const KeyOrder = keyOrderOf(scopes)
/** A command may give every scope. */
const operator: KeyHolder = { ...systemActor, scopes: scopeNames, expiresAt: null }

type Print = (text: string) => void
type Options = Readonly<Record<string, unknown>>
type Run = (db: Database, at: Instant, print: Print) => Promise<void>

/** What `keys` is to do, read before the store is opened. Throws a `CommandFault`. */
export function keyCommand(act: string, id: string | undefined, options: Options): Run {
  const isCreation = act === 'create'
  if (!isCreation && Object.keys(options).length > 0)
    throw new CommandFault('--name, --scopes and --expires are for keys create.')
  if (isCreation && id === undefined) return createWith(readOrder(options))
  if (act === 'list' && id === undefined) return printList
  if (act === 'revoke' && id !== undefined) return (db, _, print) => revokeAndTell(db, id, print)
  throw new CommandFault('keys takes create, list, or revoke and the id of a key.')
}

/** The last line that is printed is the key, and nothing but it. */
const createWith =
  (order: z.output<typeof KeyOrder>): Run =>
  async (db, _, print) => {
    const { row, secret } = await orFault(() =>
      db.write(async (write) => {
        const made = await createKey(write, operator, order)
        await trail.record(write, systemActor, null, noteOf('key.create', made.row))
        return made
      }),
    )
    print(`The key ${row.id} for ${row.name} is made. It is shown this once:`)
    print(secret)
  }

function readOrder({ name, scopes: list, expires }: Options): z.output<typeof KeyOrder> {
  const wanted = typeof list === 'string' ? list.split(',').map((scope) => scope.trim()) : undefined
  const order = { name, scopes: wanted, expiresAt: expires ?? null }
  const result = KeyOrder.safeParse(order)
  if (result.success) return result.data
  const faults = result.error.issues.map(({ path: [field] }) => explanations[String(field)])
  throw new CommandFault([...new Set(faults)].join('\n'))
}

const explanations: Record<string, string> = {
  name: '--name takes the name of its holder, at most 120 characters.',
  scopes: `--scopes takes one or more of ${scopeNames.join(', ')}, joined by commas.`,
  expiresAt: '--expires takes an instant with a zone, such as 2027-01-01T00:00:00Z.',
}

const pageSize = 500

/** A line for each key, newest first. */
const printList: Run = async (db, at, print) => {
  let after: readonly string[] | null = null
  for (;;) {
    const rows: KeyRow[] = await db.snapshot((queries) => list(queries, { at, after, limit: pageSize }))
    for (const row of rows) print(lineOf(row, at))
    const last = rows.at(-1)
    if (!last || rows.length < pageSize) return
    after = [last.created_at, last.id]
  }
}

function lineOf(row: KeyRow, at: string): string {
  const isExpired = row.expires_at !== null && row.expires_at <= at
  const state = row.revoked_at ? 'revoked' : isExpired ? 'expired' : 'valid'
  const scopes: Scope[] = JSON.parse(row.scopes)
  const used = row.last_used_at ? `used ${row.last_used_at}` : 'never used'
  const until = row.expires_at ? `until ${row.expires_at}` : 'without end'
  return [row.id, state, until, used, scopes.join(','), row.name].join('  ')
}

async function revokeAndTell(db: Database, id: string, print: Print): Promise<void> {
  const row = await orFault(() =>
    db.write(async (write) => {
      const revoked = await revokeKey(write, id)
      await trail.record(write, systemActor, null, noteOf('key.revoke', revoked))
      return revoked
    }),
  )
  print(`The key ${row.id} for ${row.name} is revoked.`)
}

async function orFault<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof Refusal ? new CommandFault(error.message) : error
  }
}
