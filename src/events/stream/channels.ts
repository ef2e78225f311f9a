import { setImmediate as tick } from 'node:timers/promises'
import { type EventFilter, isChosen } from '../filter.ts'
import type { FramedEntry } from './batch.ts'
import type { Subscriber } from './subscriber.ts'

/** Subscribers that are written to in one tick of the event loop: each takes 10 µs. */
const writtenMax = 500

/** The entries that a filter has chosen, for all who have it. */
interface Chosen {
  readonly entries: readonly FramedEntry[]
  readonly bytes: Buffer | null
  readonly lastSeq: number
}

/** Subscribers by their filters: those with the same one are sent the same bytes. */
export interface Channels {
  isEmpty(): boolean
  add(subscriber: Subscriber): void
  remove(subscriber: Subscriber): void
  /** Sends each subscriber what its filter chooses of the entries up to a number, in as many ticks as it takes. */
  send(entries: readonly FramedEntry[], lastSeq: number): Promise<void>
}

/** `onBehind` is called with a subscriber that was removed, since it takes entries more slowly than they come. */
export function createChannels(onBehind: (subscriber: Subscriber) => void): Channels {
  const channels = new Map<string, { readonly filter: EventFilter; readonly subscribers: Set<Subscriber> }>()
  const nameOf = ({ filter }: Subscriber) => JSON.stringify(filter)

  const remove = (subscriber: Subscriber) => {
    const subscribers = channels.get(nameOf(subscriber))?.subscribers
    subscribers?.delete(subscriber)
    if (subscribers?.size === 0) channels.delete(nameOf(subscriber))
  }

  const sendOne = (subscriber: Subscriber, { entries, bytes, lastSeq }: Chosen) => {
    const has = subscriber.lastSeq()
    // It has come in meanwhile.
    if (has >= lastSeq) return
    if (subscriber.isBehind()) {
      remove(subscriber)
      onBehind(subscriber)
    } else if (entries.every(({ seq }) => seq > has)) subscriber.send(bytes, lastSeq)
    // It has read some of them from the store.
    else subscriber.send(joined(entries.filter(({ seq }) => seq > has)), lastSeq)
  }

  return {
    isEmpty: () => channels.size === 0,
    remove,
    add(subscriber) {
      const { filter } = subscriber
      const channel = channels.get(nameOf(subscriber)) ?? { filter, subscribers: new Set() }
      channels.set(nameOf(subscriber), channel)
      channel.subscribers.add(subscriber)
    },
    async send(all, lastSeq) {
      let written = 0
      for (const { filter, subscribers } of [...channels.values()]) {
        const entries = all.filter(({ type, terms }) => isChosen(filter, type, terms))
        const chosen = { entries, bytes: joined(entries), lastSeq }
        for (const subscriber of subscribers) {
          sendOne(subscriber, chosen)
          written += 1
          if (written % writtenMax === 0) await tick()
        }
      }
    },
  }
}

const joined = (entries: readonly FramedEntry[]): Buffer | null =>
  entries.length === 0 ? null : Buffer.concat(entries.map(({ bytes }) => bytes))
