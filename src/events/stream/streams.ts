import type { ServerResponse } from 'node:http'
import { setImmediate as tick } from 'node:timers/promises'
import type { Database } from '../../db/database.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Config } from '../../kernel/config.ts'
import type { Log } from '../../kernel/log.ts'
import type { Pacer } from '../../kernel/pacer.ts'
import type { EventFilter } from '../filter.ts'
import { createCatchUp } from './catch-up.ts'
import { retryFrame, tapeFrame } from './frames.ts'
import { createLive } from './live.ts'
import { createSubscriber, type Subscriber } from './subscriber.ts'

/** How often idle streams are checked, in milliseconds. */
const beatMs = 1_000
const retryMs = 3_000
/** When clients come back after a stop: after this server has stopped listening, and not all at once. */
const retryAfterStopMs = { least: 2_000, most: 10_000 }
/** Subscribers that are written to in one tick of the event loop. */
const writtenMax = 500

export interface StreamParts {
  readonly config: Pick<Config, 'streams' | 'streamsPerClient'>
  readonly db: Pick<Database, 'snapshot' | 'onCommit'>
  readonly clock: Pick<Clock, 'now' | 'milliseconds'>
  readonly pacer: Pacer
  readonly log: Pick<Log, 'error'>
  /** Aborted when the server begins to shut down. */
  readonly stopping: AbortSignal
}

export interface AskedStream {
  readonly filter: EventFilter
  /** Number of the entry after which it begins. */
  readonly after: number
  /** The name of the tape. */
  readonly tape: string
}

/** The open streams of the tape. */
export interface EventStreams {
  /** Begins a stream on a response whose head is written. */
  begin(response: ServerResponse, asked: AskedStream): void
  /** Number of open streams. */
  count(): number
}

export function createEventStreams(parts: StreamParts): EventStreams {
  const { log, stopping } = parts
  const live = createLive({ ...parts, onBehind: (subscriber) => follow(subscriber) })
  const catchUp = createCatchUp(parts)
  const open = new Map<Subscriber, ServerResponse>()

  const follow = async (subscriber: Subscriber): Promise<void> => {
    try {
      do await catchUp(subscriber)
      while (subscriber.isOpen() && !live.join(subscriber))
    } catch (error) {
      log.error({ err: error }, 'a stream was cut off, since the store cannot be read')
      open.get(subscriber)?.destroy()
    }
  }
  const overAll = async (act: (subscriber: Subscriber, response: ServerResponse) => void): Promise<void> => {
    let written = 0
    for (const [subscriber, response] of open) {
      act(subscriber, response)
      written += 1
      if (written % writtenMax === 0) await tick()
    }
  }
  const timer = setInterval(() => {
    void overAll((subscriber) => subscriber.beat(performance.now()))
  }, beatMs)
  timer.unref()
  const end = (response: ServerResponse) => {
    const { least, most } = retryAfterStopMs
    response.end(retryFrame(Math.round(least + Math.random() * (most - least))))
  }
  stopping.addEventListener('abort', () => {
    clearInterval(timer)
    void overAll((_, response) => end(response))
  })

  return {
    begin(response, { filter, after, tape }) {
      response.write(Buffer.concat([retryFrame(retryMs), tapeFrame(tape)]))
      if (stopping.aborted) return end(response)
      const subscriber = createSubscriber(response, filter, after)
      open.set(subscriber, response)
      response.once('close', () => {
        open.delete(subscriber)
        live.leave(subscriber)
      })
      void follow(subscriber)
    },
    count: () => open.size,
  }
}
