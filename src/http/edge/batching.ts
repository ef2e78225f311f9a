/** A batch stays in the CPU caches and takes about 8 ms, so that refusals queued after it are still quick. */
const batchMax = 64
const batchMin = 4
const batchMs = 8

/**
 * Batching: queues the items that arrive in one event-loop tick and handles them in batches at its end. Every request
 * of a batch takes a step (read, query, write) before any takes the next, so the code of a step stays in the CPU
 * caches. Measured with 32 connections, alternating in one run: handled one by one, articles from the store take 1.34
 * times as long, lists 1.27, menus 1.55. A request that arrives alone is not delayed.
 */
export function inBatches<Item>(handle: (item: Item) => void): Batches<Item> {
  let waiting: Item[] = []
  let size = batchMin
  let itemMs = 0
  const run = () => {
    const batch = waiting.slice(0, size)
    waiting = waiting.slice(size)
    const startedAt = performance.now()
    const end = () => {
      itemMs = (performance.now() - startedAt) / batch.length
      size = Math.max(batchMin, Math.min(batchMax, Math.floor(batchMs / itemMs)))
      if (waiting.length > 0) run()
    }
    // Runs after all work of the batch that does not wait for I/O.
    queueMicrotask(() => process.nextTick(end))
    for (const item of batch) handle(item)
  }
  return {
    add(item) {
      if (waiting.push(item) === 1) setImmediate(run)
    },
    itemMs: () => itemMs,
  }
}

export interface Batches<Item> {
  add(item: Item): void
  /** Average time per item in the last batch, in milliseconds. */
  itemMs(): number
}
