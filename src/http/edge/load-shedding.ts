/** A request that waits no longer than this is no sign of overload, in milliseconds. */
const targetMs = 100
/** Longer waits are an overload if they last for this time: a burst passes. */
const intervalMs = 250
/** Who is a newcomer is decided anew when nobody has waited too long for this time. */
const calmMs = 1_000
/** How long a newcomer waits before it is refused. Those refused sooner would ask again sooner, at the cost of others. */
const newcomerMs = 750

/**
 * Load shedding by waiting time, after CoDel (RFC 8289). Every server has bursts, in which requests wait; in an
 * overload they wait all the time, since more comes in than can be answered. Once waits have exceeded the target for a
 * whole interval, each request that has waited longer is refused when its turn comes.
 *
 * Connections opened since just before the overload began are newcomers: their requests are answered after those of
 * the others, so that a crowd takes nothing from the clients that were there before it.
 */
export interface LoadShedding {
  /** Call regularly, with the longest time that a request has been waiting. */
  observe(longestMs: number, now: number): void
  isNewcomer(connectedAt: number): boolean
  isOverdue(waitedMs: number, isNewcomer: boolean, now: number): boolean
}

export function createLoadShedding(): LoadShedding {
  /** Since when each observation was above the target; null if the last was not. */
  let lateSince: number | null = null
  /** When a time of long waits began, with calm moments in between, and when the last wait was too long. */
  let crowdedSince: number | null = null
  let lateAt = 0
  return {
    observe(longestMs, now) {
      if (longestMs > targetMs) {
        lateSince ??= now
        crowdedSince ??= now
        lateAt = now
      } else {
        lateSince = null
        if (now - lateAt > calmMs) crowdedSince = null
      }
    },
    isNewcomer: (connectedAt) => crowdedSince !== null && connectedAt > crowdedSince - calmMs,
    isOverdue: (waitedMs, isNewcomer, now) =>
      lateSince !== null && now - lateSince > intervalMs && waitedMs > (isNewcomer ? newcomerMs : targetMs),
  }
}
