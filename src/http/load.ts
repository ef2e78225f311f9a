/** Tells whether the event loop has taken on more than it can answer in time. */
export interface LoadWatch {
  isOverloaded(): boolean
  /** To be called for each connection that is accepted. */
  onConnection(): void
}

/** What waits behind this much work, in this turn and the one before, gets its refusal within about 100 ms. */
const busyMs = 50
/** The same for connections, which wait to be accepted, where no request is seen. */
const acceptingMs = 100
const acceptedMin = 100
/** A page that asks for a dozen things at once of a server that has just started is no overload. */
const takenMin = 50

/**
 * A loop that cannot keep up handles more and more requests in each turn. What comes late in such a turn is refused,
 * which takes microseconds, so that what was taken is answered in time. Of new connections it accepts one a turn: where
 * no turn goes by without one, more are waiting.
 */
export function watchLoad(): LoadWatch {
  let since = 0
  let taken = 0
  const turn = () => {
    taken = 0
  }
  const accepting = watchAccepting()
  return {
    onConnection: accepting.onConnection,
    isOverloaded() {
      if (accepting.isLate()) return true
      if (taken === 0) {
        since = performance.now()
        setImmediate(turn)
      }
      if (taken >= takenMin && performance.now() - since > busyMs) return true
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
