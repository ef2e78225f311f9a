/** Lets at most so many pieces of work go on at a time; the others wait in the order in which they came. */
export function createTurns(max: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      // Handed on, so that nobody who comes now is before those who wait.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
