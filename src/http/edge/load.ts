/** Load shedding: detects when the event loop has admitted more than it can answer in time. */
export interface LoadWatch {
  /** `itemMs`: recent average per request, to estimate those already admitted, which run at the end of the tick. */
  isOverloaded(itemMs: number): boolean
  /** Call for each accepted connection. */
  onConnection(): void
}

/** Limits per event-loop tick: `taken` requests are always admitted, further ones up to `busyMs` in total. */
interface Bounds {
  readonly taken: number
  readonly busyMs: number
}

/** A page that sends dozens of requests at once to a cold server is not an overload. */
const atFirst: Bounds = { taken: 50, busyMs: 50 }
/** After a late tick; tight enough that waiting requests are refused within 100 ms. */
const whenLate: Bounds = { taken: 5, busyMs: 25 }
/** How long `whenLate` applies after a late tick. */
const rememberedMs = 100
/** Overloaded once at least 40 connections were accepted in consecutive ticks, over more than 50 ms. */
const acceptingMs = 50
const acceptedMin = 40

/**
 * An event loop that cannot keep up gets more and more requests per tick. Those that come late in such a tick are
 * refused, which takes microseconds, so that the admitted ones are answered in time. Connections are accepted one per
 * tick: if every tick brings one, more are waiting in the backlog, before their requests can be seen.
 */
export function watchLoad(): LoadWatch {
  let since = 0
  let taken = 0
  let lateAt = Number.NEGATIVE_INFINITY
  const turn = () => {
    const [begun, had] = [since, taken]
    taken = 0
    // The admitted requests run before this callback.
    setImmediate(() => {
      const now = performance.now()
      if (now - begun > whenLate.busyMs && had > whenLate.taken) lateAt = now
    })
  }
  const accepting = watchAccepting()
  return {
    onConnection: accepting.onConnection,
    isOverloaded(itemMs) {
      if (accepting.isLate()) return true
      const now = performance.now()
      if (taken === 0) {
        since = now
        setImmediate(turn)
      }
      const bounds = now - lateAt < rememberedMs ? whenLate : atFirst
      if (taken >= bounds.taken && now - since + taken * itemMs > bounds.busyMs) return true
      taken += 1
      return false
    },
  }
}

/** Observes every tick from a first connection until a tick without one. */
function watchAccepting() {
  let since = 0
  let accepted = 0
  let inThisTurn = false
  const turn = () => {
    if (inThisTurn) setImmediate(turn)
    else accepted = 0
    inThisTurn = false
  }
  return {
    onConnection() {
      inThisTurn = true
      accepted += 1
      if (accepted > 1) return
      since = performance.now()
      setImmediate(turn)
    },
    isLate: () => accepted >= acceptedMin && performance.now() - since > acceptingMs,
  }
}
