import type { EventFilter } from '../../events/filter.ts'
import type { Entry } from '../../events/store.ts'
import type { Clock } from '../../kernel/clock.ts'
import { randomText } from '../../values/ids.ts'
import { addMilliseconds, type Instant } from '../../values/time.ts'
import { delayAfter } from '../schedule.ts'
import { type Place, placeOf, resumed, untried, type WebhookRow } from '../store.ts'
import type { Lanes } from './lanes.ts'
import { type Payloads, testBody } from './payloads.ts'
import { createPending, type PendingParts } from './pending.ts'
import type { Recorder } from './recorder.ts'
import type { Attempted, Sender } from './sender.ts'

export interface ReceiverParts extends PendingParts {
  readonly clock: Pick<Clock, 'now' | 'milliseconds'>
  readonly lanes: Lanes
  readonly payloads: Payloads
  readonly recorder: Recorder
  readonly sender: Sender
}

/** A webhook as it is stored, with what was made of it. */
export interface Loaded {
  readonly row: WebhookRow
  readonly filter: EventFilter
  /** Those that sign, in base64. Empty if they cannot be opened: nothing is delivered then. */
  readonly keys: readonly string[]
}

/** Delivers to one webhook, one entry after the other. */
export interface Receiver {
  /** Number of the last change by an editor that it knows. */
  change(): number
  load(loaded: Loaded): void
  /** Stores how far it has come, if it has passed over entries that it does not want. */
  keepPlace(): void
  /** Delivers what there is to deliver now. Rejects if the store cannot be read. */
  run(): Promise<void>
  /** Begins nothing more. Resolves when what is on its way has ended. */
  stop(): Promise<void>
}

export function createReceiver(parts: ReceiverParts, first: Loaded): Receiver {
  const { clock, recorder } = parts
  const pending = createPending(parts)
  let loaded = first
  let place: Place = placeOf(first.row)
  /** The number that was stored last as passed. */
  let keptSeq = place.passed
  let testedAt: Instant | null = null
  let running: Promise<void> | null = null
  let isStopped = false

  const send = ({ row, keys }: Loaded, id: string, makeBody: () => Promise<string>) =>
    parts.lanes.sending(row.id, async () => {
      const body = await makeBody()
      return parts.lanes.sized(body, () =>
        parts.sender.send({ url: row.url, id, body, keys, milliseconds: clock.milliseconds() }),
      )
    })
  const keep = () => {
    keptSeq = place.passed
    recorder.progress({ row: loaded.row, place })
  }
  const attempt = async (entry: Entry) => {
    await recorder.room()
    const sent = loaded
    const at = clock.now()
    const attempted = await send(sent, `evt_${entry.seq}`, () => parts.payloads(entry, sent.row.payload))
    // Cut off here, and not by the receiver: it is as if it had not begun.
    if (isStopped && attempted.status === null) return
    const number = place.attempts + 1
    recorder.delivered(toDelivery(sent.row, at, { seq: entry.seq, attempt: number }, attempted))
    // An editor has set another place or address meanwhile: what the old one has answered is not that of the new one.
    if (sent.row.moves !== loaded.row.moves || sent.row.url !== loaded.row.url) return
    place = isTaken(attempted) ? afterSuccess(place, entry) : afterFailure(place, number, attempted, clock)
    keep()
  }
  const test = async () => {
    const { row } = loaded
    const at = clock.now()
    const attempted = await send(loaded, `evt_test_${randomText(16)}`, async () => testBody(row, at))
    testedAt = row.test_at
    recorder.delivered(toDelivery(row, at, { seq: 0, attempt: 0 }, attempted))
    recorder.tested(row)
  }
  const isDue = () => place.state !== 'disabled' && (place.next_at === null || place.next_at <= clock.now())
  /** False if there is nothing to deliver now. */
  const deliverOne = async (): Promise<boolean> => {
    const { row, filter } = loaded
    if (row.test_at !== null && row.test_at !== testedAt) {
      await test()
      return true
    }
    if (!isDue()) return false
    const { entry, passed } = await pending.next(place.passed, filter)
    // An editor has changed it meanwhile.
    if (row !== loaded.row) return true
    place = { ...place, passed }
    if (entry) await attempt(entry)
    return entry !== null
  }
  const deliver = async () => {
    for (let isMore = true; isMore && !isStopped && loaded.keys.length > 0; ) isMore = await deliverOne()
  }
  return {
    change: () => loaded.row.change,
    load(changed) {
      const before = loaded.row
      loaded = changed
      if (changed.row.moves !== before.moves) {
        place = placeOf(changed.row)
        keptSeq = place.passed
      } else if (changed.row.url !== before.url) place = { ...place, ...resumed(place) }
    },
    keepPlace() {
      if (place.passed !== keptSeq) keep()
    },
    run() {
      running ??= deliver().finally(() => {
        running = null
      })
      return running
    },
    async stop() {
      isStopped = true
      // Its fault is told where it was begun.
      await running?.catch(() => {})
    },
  }
}

const isTaken = ({ status }: Attempted): boolean => status !== null && status >= 200 && status < 300

const afterSuccess = (place: Place, { seq }: Entry): Place => ({
  ...place,
  ...untried,
  state: 'active',
  after: seq,
  passed: seq,
  delivered: place.delivered + 1,
})

function afterFailure(
  place: Place,
  attempt: number,
  { status, retryAfterMs }: Attempted,
  clock: Pick<Clock, 'now'>,
): Place {
  const now = clock.now()
  const since = place.failing_since ?? now
  const failingMs = Date.parse(now) - Date.parse(since)
  const delay = delayAfter({ attempt, status, retryAfterMs, failingMs }, Math.random())
  const failed = { ...place, attempts: attempt, failing_since: since, failed: place.failed + 1 }
  return delay === null
    ? { ...failed, state: 'disabled', next_at: null }
    : { ...failed, state: 'failing', next_at: addMilliseconds(now, delay) }
}

const toDelivery = (
  { id }: WebhookRow,
  at: Instant,
  of: { readonly seq: number; readonly attempt: number },
  { status, error, ms }: Attempted,
) => ({ webhook_id: id, at, ...of, status, error, ms })
