import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Marked, nestMarks } from '../../src/body/marks.ts'

type Leaf = { readonly at: number; readonly marks: string[] }

const marks = ['a', 'b', 'c', 'd', 'e']
const rank = (mark: string) => (mark === 'a' ? 0 : mark < 'd' ? 1 : 2)
const leaves = fc
  .array(fc.uniqueArray(fc.constantFrom(...marks)), { maxLength: 12 })
  .map((all) => all.map((own, at): Leaf => ({ at, marks: own })))

/** The leaves in order, with the marks that contain them from the outermost on. */
const read = (nodes: Marked<Leaf>[], open: string[] = []): Leaf[] =>
  nodes.flatMap((node) =>
    'leaf' in node ? [{ at: node.leaf.at, marks: open }] : read(node.children, [...open, node.mark]),
  )

const everyMark = (nodes: Marked<Leaf>[]): string[] =>
  nodes.flatMap((node) => ('mark' in node ? [node.mark, ...everyMark(node.children)] : []))

/** Number of runs of consecutive leaves with the mark. */
const runsOf = (all: Leaf[], mark: string): number =>
  all.filter((leaf, at) => leaf.marks.includes(mark) && !all[at - 1]?.marks.includes(mark)).length

const count = (nodes: Marked<Leaf>[], mark: string) => everyMark(nodes).filter((one) => one === mark).length

test('every leaf stays in its place, inside exactly its marks', () => {
  fc.assert(
    fc.property(leaves, (all) => {
      const found = read(nestMarks(all, rank))
      expect(found.map(({ at }) => at)).toEqual(all.map(({ at }) => at))
      for (const [at, leaf] of found.entries())
        expect(leaf.marks.toSorted()).toEqual(all[at]?.marks.toSorted())
    }),
  )
})

test('a mark of the lowest rank is never divided', () => {
  fc.assert(
    fc.property(leaves, (all) => {
      expect(count(nestMarks(all, rank), 'a')).toBe(runsOf(all, 'a'))
    }),
  )
})

test('marks of which one contains the other are not divided, whatever their ranks and order', () => {
  const tree = fc.letrec<{ node: Leaf['marks'][] }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.constant<Leaf['marks'][]>([[]]),
      fc
        .record({
          mark: fc.constantFrom(...marks),
          parts: fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
        })
        .map(({ mark, parts }) => parts.flat().map((own) => [...own.filter((one) => one !== mark), mark])),
    ),
  })).node
  fc.assert(
    fc.property(tree, fc.boolean(), (all, isReversed) => {
      const nested = all.map((own, at): Leaf => ({ at, marks: isReversed ? own.toReversed() : own }))
      fc.pre(isNested(nested))
      const nodes = nestMarks(nested, rank)
      for (const mark of marks) expect(count(nodes, mark)).toBe(runsOf(nested, mark))
    }),
  )
})

/** True if of any two runs one contains the other, or they have no leaf in common. */
function isNested(all: Leaf[]): boolean {
  const runs = marks.flatMap((mark) => {
    const begins = all.flatMap((leaf, at) =>
      leaf.marks.includes(mark) && !all[at - 1]?.marks.includes(mark) ? [at] : [],
    )
    return begins.map((begin) => {
      const length = all.slice(begin).findIndex((leaf) => !leaf.marks.includes(mark))
      return [begin, length === -1 ? all.length : begin + length] as const
    })
  })
  return runs.every(([begin, end]) =>
    runs.every(([other, otherEnd]) => !(begin < other && other < end && end < otherEnd)),
  )
}

test('the longer mark is outside; of equal ones, the first', () => {
  const nested = [
    ['x', 'y', 'z'],
    ['z', 'x'],
  ].map((own, at): Leaf => ({ at, marks: own }))
  expect(read(nestMarks(nested, () => 0)).map((leaf) => leaf.marks)).toEqual([
    ['x', 'z', 'y'],
    ['x', 'z'],
  ])
})
