/** A leaf with text, or a mark with everything that it covers. */
export type Marked<Leaf> =
  | { readonly leaf: Leaf }
  | { readonly mark: string; readonly children: Marked<Leaf>[] }

/** Bounds the time for a chain of marks that each overlap the next: in a block of 1,000 spans, it would be squared. */
const cutsMax = 20

type Run = { readonly begin: number; readonly end: number }

/**
 * Nests the marks of consecutive leaves, so that a mark appears once and not once per leaf. The mark that covers more
 * is the outer one; of those that cover the same leaves, the first in `marks`. Where two marks overlap and neither
 * contains the other, one is divided: the one of higher `rank`, else the one that begins later.
 */
export function nestMarks<Leaf extends { readonly marks: readonly string[] }>(
  leaves: readonly Leaf[],
  rank: (mark: string) => number,
): Marked<Leaf>[] {
  const runs = runsOf(leaves)

  /** Where one element for the mark has to end that begins at `begin` inside an element that ends at `limit`. */
  const endOf = (mark: string, begin: number, limit: number): number => {
    const cut = ([other, run]: readonly [string, Run], end: number) =>
      rank(other) < rank(mark) && run.begin > begin && Math.min(run.end, limit) > end
    let end = Math.min(runs[begin]?.get(mark)?.end ?? begin, limit)
    for (let cuts = 0; cuts < cutsMax; cuts += 1) {
      const crossing = [...(runs[end - 1] ?? [])].find((other) => cut(other, end))
      if (!crossing) return end
      end = crossing[1].begin
    }
    return begin + 1
  }

  const outermost = (at: number, limit: number, open: readonly string[]) => {
    let outer: { readonly mark: string; readonly end: number } | null = null
    for (const mark of leaves[at]?.marks ?? []) {
      const end = open.includes(mark) ? at : endOf(mark, at, limit)
      if (end > (outer?.end ?? at)) outer = { mark, end }
    }
    return outer
  }

  const nest = (begin: number, limit: number, open: readonly string[]): Marked<Leaf>[] => {
    const nodes: Marked<Leaf>[] = []
    for (let at = begin; at < limit; ) {
      const outer = outermost(at, limit, open)
      if (outer) nodes.push({ mark: outer.mark, children: nest(at, outer.end, [...open, outer.mark]) })
      else nodes.push({ leaf: leaves[at] as Leaf })
      at = outer?.end ?? at + 1
    }
    return nodes
  }
  return nest(0, leaves.length, [])
}

/** For each leaf, the run of consecutive leaves that each of its marks covers. */
function runsOf(leaves: readonly { readonly marks: readonly string[] }[]): Map<string, Run>[] {
  const runs: Map<string, { begin: number; end: number }>[] = []
  for (const [at, { marks }] of leaves.entries()) {
    const before = runs[at - 1]
    const here = new Map(marks.map((mark) => [mark, before?.get(mark) ?? { begin: at, end: at }]))
    for (const run of here.values()) run.end = at + 1
    runs.push(here)
  }
  return runs
}
