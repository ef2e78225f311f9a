import { setTimeout as sleep } from 'node:timers/promises'
import { trail } from '../../access/audit/trail.ts'
import type { Database, Write } from '../../db/database.ts'
import { allSettled } from '../../db/settled.ts'
import { systemActor } from '../../http/endpoints/access.ts'
import type { Log } from '../../kernel/log.ts'
import type { DeliveryRow, Place, WebhookRow } from '../store.ts'
import { noteOf } from '../webhooks.ts'
import * as store from './store.ts'

/** Outcomes are collected for this time, so that one flush to disk stores many. */
const collectMs = 200
/** After a fault of the store, it is tried again in this time, in milliseconds. */
const retryMs = 1_000
/** Places that are sent to the store at once: other writes wait meanwhile. */
const placedAtOnce = 50
/** Outcomes that wait to be stored, at most: what is not stored is delivered again after a kill. */
const waitingMax = 5_000

/** Where a webhook has come to. Once an editor has set another place, it does not count any more. */
export interface Progress {
  readonly row: WebhookRow
  readonly place: Place
}

/** Stores what became of attempts, many in one transaction, and nothing waits for it. */
export interface Recorder {
  delivered(row: DeliveryRow): void
  progress(progress: Progress): void
  /** The test that was asked for at this moment was sent. */
  tested(row: WebhookRow): void
  /** Resolves once there is room for more. */
  room(): Promise<void>
  /** Stores all of it. */
  close(): Promise<void>
}

export function createRecorder(db: Pick<Database, 'write'>, log: Pick<Log, 'error'>): Recorder {
  let deliveries: DeliveryRow[] = []
  let places = new Map<string, Progress>()
  let tests: WebhookRow[] = []
  let storing: Promise<void> | null = null
  let isClosing = false

  const storePlaces = async (write: Write, all: readonly Progress[]) => {
    for (let from = 0; from < all.length; from += placedAtOnce) {
      const some = all.slice(from, from + placedAtOnce)
      const stored = await allSettled(some.map(({ row, place }) => store.setPlace(write.tx, row, place)))
      for (const one of some.filter((_, at) => stored[at])) await noteDisabled(write, one)
    }
  }
  const noteDisabled = async (write: Write, { row, place }: Progress) => {
    if (place.state !== 'disabled') return
    await trail.record(write, systemActor, null, noteOf('webhook.disable', { ...row, ...place }, row))
  }
  const flush = async () => {
    const taken = { deliveries, places, tests }
    deliveries = []
    places = new Map()
    tests = []
    try {
      await db.write(
        async (write) => {
          await storePlaces(write, [...taken.places.values()])
          for (const row of taken.tests) await store.forgetTest(write.tx, row)
          await store.insertDeliveries(write.tx, taken.deliveries)
        },
        { isInternal: true },
      )
    } catch (error) {
      log.error({ err: error }, 'what became of deliveries cannot be stored: some may be repeated')
      deliveries = [...taken.deliveries, ...deliveries]
      places = new Map([...taken.places, ...places])
      tests = [...taken.tests, ...tests]
      if (isClosing) throw error
      await sleep(retryMs)
    }
  }
  const isEmpty = () => deliveries.length === 0 && places.size === 0 && tests.length === 0
  const work = async () => {
    await sleep(isClosing ? 0 : collectMs)
    while (!isEmpty()) await flush()
  }
  const begin = () => {
    storing ??= work()
      .catch(() => {})
      .finally(() => {
        storing = null
      })
  }
  return {
    delivered(row) {
      deliveries.push(row)
      begin()
    },
    progress(one) {
      places.set(one.row.id, one)
      begin()
    },
    tested(row) {
      tests.push(row)
      begin()
    },
    async room() {
      while (deliveries.length > waitingMax) await (storing ?? sleep(collectMs))
    },
    async close() {
      isClosing = true
      while (storing) await storing
    },
  }
}
