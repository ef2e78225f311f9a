/** Tells whether the event loop has taken on more than it can answer in time. */
export interface LoadWatch {
  /** `itemMs`: what a request has taken lately. Those of a turn are handled at its end, so their time is foreseen. */
  isOverloaded(itemMs: number): boolean
  /** To be called for each connection that is accepted. */
  onConnection(): void
}

/** How much a turn of the loop takes on: so many requests in any case, and more for so long. */
interface Bounds {
  readonly taken: number
  readonly busyMs: number
}

/** A page that asks for dozens of things at once of a server that has just started is no overload. */
const atFirst: Bounds = { taken: 50, busyMs: 50 }
/** Behind a turn that was late, what waits gets its refusal within 100 ms. */
const whenLate: Bounds = { taken: 5, busyMs: 25 }
/** So long a late turn is remembered. */
const rememberedMs = 100
/** The same for connections, which wait to be accepted, where no request is seen. */
const acceptingMs = 50
const acceptedMin = 40

/**
 * A loop that cannot keep up handles more and more requests in each turn. What comes late in such a turn is refused,
 * which takes microseconds, so that what was taken is answered in time. Of new connections it accepts one a turn: where
 * no turn goes by without one, more are waiting.
 */
export function watchLoad(): LoadWatch {
  let since = 0
  let taken = 0
  let lateAt = Number.NEGATIVE_INFINITY
  const turn = () => {
    const [begun, had] = [since, taken]
    taken = 0
    // What was taken is handled behind this.
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

/** Looks at each turn of the loop from a first connection on, until one goes by without a connection. */
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
