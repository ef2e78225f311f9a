/** Requests for one URL, of which the first is being answered. */
export interface Coalescing<Item> {
  /**
   * Returns null if an equal request is already being answered: `resume` is then called with the item once there is an
   * answer. Otherwise returns the function to call when there is one, which may be called several times.
   */
  lead(url: string, item: Item): (() => void) | null
}

/** Request coalescing: equal requests of one moment are answered once, such as after a publication. */
export function createCoalescing<Item>(resume: (item: Item) => void): Coalescing<Item> {
  const answering = new Map<string, Item[]>()
  return {
    lead(url, item) {
      const others = answering.get(url)
      if (others) {
        others.push(item)
        return null
      }
      const followers: Item[] = []
      answering.set(url, followers)
      return () => {
        if (answering.get(url) === followers) answering.delete(url)
        for (const follower of followers.splice(0)) resume(follower)
      }
    },
  }
}
