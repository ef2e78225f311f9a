import { setTimeout as sleep } from 'node:timers/promises'
import type { Database, View } from '../../db/database.ts'
import { filterOf } from '../../events/filter.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Config } from '../../kernel/config.ts'
import type { Log } from '../../kernel/log.ts'
import { createPacer } from '../../kernel/pacer.ts'
import { createVault, type Vault } from '../secrets.ts'
import * as webhooks from '../store.ts'
import { filterOfRow } from '../webhooks.ts'
import { createBackgroundSender } from './background-sender.ts'
import { createLanes } from './lanes.ts'
import type { Payloads } from './payloads.ts'
import { createReceiver, type Loaded, type Receiver } from './receiver.ts'
import { createRecent, type Recent } from './recent.ts'
import { createRecorder } from './recorder.ts'
import * as store from './store.ts'

/** How often filters are read anew, since markets list instruments under other names, in milliseconds. */
const refreshMs = 60_000
/** How often it is stored how many entries were passed over. */
const keepMs = 5_000
/** How long what is on its way may take to end when the worker is stopped. */
const endMs = 2_000

export interface ReceiversParts {
  readonly config: Config
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
}

/** All webhooks of the store. */
export interface Receivers {
  /** Takes in new entries and what editors have changed, and lets each deliver what there is. */
  look(): Promise<void>
  close(): Promise<void>
}

export function createReceivers(
  parts: ReceiversParts,
  payloads: Payloads,
  tell: (error: unknown) => void,
): Receivers {
  const { db, clock, log, config } = parts
  const sender = createBackgroundSender(config, log)
  const recorder = createRecorder(db, log)
  const lanes = createLanes()
  const load = createLoader(parts)
  const pacer = createPacer()
  const known = new Map<string, Receiver>()
  let recent: Recent | null = null
  const isTimeToRefresh = every(refreshMs)
  const isTimeToKeep = every(keepMs)

  const removeOthers = (ids: ReadonlyMap<string, unknown>) => {
    for (const [id, receiver] of known) {
      if (ids.has(id)) continue
      void receiver.stop()
      known.delete(id)
    }
  }
  const read = async (id: string, recent: Recent) => {
    const loaded = await load(id)
    if (!loaded) return
    const receiver = known.get(id)
    if (receiver) receiver.load(loaded)
    else known.set(id, createReceiver({ db, clock, recent, payloads, recorder, sender, lanes }, loaded))
  }
  /** Drops those that were removed, and reads those that are new or were changed. */
  const update = async (recent: Recent, isRefresh: boolean) => {
    const changes = new Map((await db.snapshot(store.listChanges)).map(({ id, change }) => [id, change]))
    removeOthers(changes)
    for (const [id, change] of changes) {
      if (!isRefresh && known.get(id)?.change() === change) continue
      if (pacer.isSpent()) await pacer.turn()
      await read(id, recent).catch(tell)
    }
  }
  return {
    async look() {
      recent ??= await createRecent(db, clock)
      await recent.read()
      await update(recent, isTimeToRefresh())
      const isKept = isTimeToKeep()
      for (const receiver of known.values()) {
        if (pacer.isSpent()) await pacer.turn()
        receiver.run().catch(tell)
        if (isKept) receiver.keepPlace()
      }
    },
    async close() {
      const ending = Promise.all([...known.values()].map((receiver) => receiver.stop()))
      await Promise.race([ending, sleep(endMs, undefined, { ref: false })])
      await sender.close()
      await ending
      await recorder.close()
    },
  }
}

/** Returns a function that returns true at most once in so many milliseconds. */
export function every(milliseconds: number): () => boolean {
  let last = performance.now()
  return () => {
    const isTime = performance.now() - last >= milliseconds
    if (isTime) last = performance.now()
    return isTime
  }
}

/** Reads a webhook; null if it was removed. Its keys are sealed anew if they were sealed with the `SECRET_KEY` before. */
function createLoader({ db, clock, config, log }: ReceiversParts): (id: string) => Promise<Loaded | null> {
  const vault = createVault(config)
  const told = new Set<string>()
  return async (id) => {
    const read = await db.snapshot(async (queries, epoch) => {
      const row = await webhooks.find(queries, id)
      return row && { row, filter: await resolve(row, { db: queries, epoch }, clock.now()) }
    })
    if (!read) return null
    const { row } = read
    const keys = [row.keys, isRotating(row, clock.now()) ? row.previous_keys : null]
      .filter((sealed) => sealed !== null)
      .flatMap((sealed) => vault.open(id, sealed) ?? [])
    if (keys.length === 0 && !told.has(id)) {
      told.add(id)
      log.error(
        { webhook: id },
        'a webhook is not delivered: its secret was encrypted with another SECRET_KEY',
      )
    }
    if (keys.some(({ isOutdated }) => isOutdated)) await reseal(db, vault, row)
    return { ...read, keys: keys.map((one) => one.keys.toString('base64')) }
  }
}

const isRotating = ({ previous_until }: webhooks.WebhookRow, now: string): boolean =>
  previous_until !== null && now < previous_until

const resolve = (row: webhooks.WebhookRow, view: View, at: string) => {
  const { types, instruments, entities, topics, locales } = filterOfRow(row)
  const given = <Value>(values: Value[]) => (values.length > 0 ? values : undefined)
  return filterOf(
    {
      type: given(types),
      instrument: given(instruments),
      entity: given(entities),
      topic: given(topics),
      locale: given(locales),
    },
    view,
    at,
  )
}

async function reseal(db: Pick<Database, 'write'>, vault: Vault, row: webhooks.WebhookRow): Promise<void> {
  const anew = (sealed: Buffer) => {
    const opened = vault.open(row.id, sealed)
    return opened ? vault.seal(row.id, opened.keys) : sealed
  }
  const keys = { keys: anew(row.keys), previous_keys: row.previous_keys && anew(row.previous_keys) }
  await db.write(({ tx }) => store.setKeys(tx, row, keys), { isInternal: true })
}
