/** The same answer for so long, however often it is asked for. */
export function keepFor<Value>(milliseconds: number, make: () => Promise<Value>): () => Promise<Value> {
  let kept: { value: Promise<Value>; until: number } | undefined
  return () => {
    const now = performance.now()
    if (!kept || now >= kept.until) kept = { value: make(), until: now + milliseconds }
    return kept.value
  }
}
