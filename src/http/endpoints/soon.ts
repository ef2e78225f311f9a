import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '../../kernel/refusal.ts'

/** How long an entry of the tape is waited for that another node has handed out, in milliseconds. */
const waitMaxMs = 250
const intervalMs = 10

/** Tries again while what was asked for is `not-yet` here. */
export async function soon<Result>(attempt: () => Promise<Result>): Promise<Result> {
  const end = performance.now() + waitMaxMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      const isComing = error instanceof Refusal && error.code === 'not-yet' && performance.now() < end
      if (!isComing) throw error
      await sleep(intervalMs)
    }
  }
}
