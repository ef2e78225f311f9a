/** Deterministic pseudo-random numbers: the same seed gives the same stream on every machine. Not for secrets. */
export interface Random {
  /** An integer in [0, bound). */
  below(bound: number): number
  /** An integer in [low, high]. */
  between(low: number, high: number): number
  pick<Item>(items: readonly Item[]): Item
  /** A shuffled copy. */
  shuffle<Item>(items: readonly Item[]): Item[]
}

/** SplitMix32: consecutive seeds give unrelated streams. */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b9)
  const below = (bound: number): number => {
    state = (state + 0x9e3779b9) | 0
    let bits = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97)
    return ((bits ^ (bits >>> 15)) >>> 0) % bound
  }
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    pick: (items) => itemAt(items, below(items.length)),
    shuffle(items) {
      const order = [...items]
      for (let last = order.length - 1; last > 0; last -= 1) {
        const other = below(last + 1)
        const moved = itemAt(order, last)
        order[last] = itemAt(order, other)
        order[other] = moved
      }
      return order
    },
  }
}

/** The item at `place` modulo the length. */
export function itemAt<Item>(items: readonly Item[], place: number): Item {
  const item = items[place % items.length]
  if (item === undefined) throw new RangeError('There is nothing to choose from.')
  return item
}
