/** What is handled together fits the processor's caches, and is done before a client that is refused behind it minds. */
const batchMax = 64
const batchMin = 4
const batchMs = 8

/**
 * Collects what one turn of the event loop brings and handles it at its end, a batch at a time. Each step is then taken
 * for the whole batch before the next one: reading, asking the store, writing. That halves the time of an answer from
 * the store, as the code of a step stays in the processor's caches. Where a turn brings one request, it waits for nothing.
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
    // Behind all that the batch goes on to do without waiting for anything outside.
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
  /** What an item of the last batch took, in milliseconds. */
  itemMs(): number
}
