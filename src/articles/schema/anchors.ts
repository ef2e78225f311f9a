import type { z } from 'zod'
import type { MarkDef } from '../../body/mark-defs.ts'
import type { Body } from '../../body/schema.ts'

type Keyed = { key: string; blockKey: string | null }
type Sourced = Keyed & { sourceKey: string | null }

/** The parts of an article that refer to one another by key. */
export type Anchored = {
  body: Body
  keyFigures: Sourced[]
  timeline: Sourced[]
  sources: Keyed[]
  quotes: Keyed[]
  editorialNotes?: Keyed[]
}

type Pointer = { path: (string | number)[]; target: string | null; targets: Set<string>; kind: string }

const keysOf = (facts: { key: string }[]) => new Set(facts.map(({ key }) => key))

function* markPointers(content: Anchored): Generator<Pointer> {
  const targets = {
    figure: keysOf(content.keyFigures),
    event: keysOf(content.timeline),
    source: keysOf(content.sources),
    quote: keysOf(content.quotes),
  }
  for (const [at, block] of content.body.entries()) {
    if (block._type !== 'block') continue
    for (const [index, mark] of block.markDefs.entries()) {
      const target = factOf(mark)
      if (target === null) continue
      const path = ['body', at, 'markDefs', index, target.kind]
      yield { path, target: target.key, targets: targets[target.kind], kind: target.kind }
    }
  }
}

type FactKind = 'figure' | 'event' | 'source' | 'quote'

function factOf(mark: MarkDef): { kind: FactKind; key: string } | null {
  switch (mark._type) {
    case 'figure':
      return { kind: mark._type, key: mark.figure }
    case 'event':
      return { kind: mark._type, key: mark.event }
    case 'source':
      return { kind: mark._type, key: mark.source }
    case 'quote':
      return { kind: mark._type, key: mark.quote }
    default:
      return null
  }
}

function* factPointers(content: Anchored): Generator<Pointer> {
  const { keyFigures, timeline, sources, quotes, editorialNotes = [] } = content
  const blocks = new Set(content.body.map(({ _key }) => _key))
  for (const [list, facts] of Object.entries({ keyFigures, timeline, sources, quotes, editorialNotes }))
    for (const [at, { blockKey }] of facts.entries())
      yield { path: [list, at, 'blockKey'], target: blockKey, targets: blocks, kind: 'block' }
  const sourceKeys = keysOf(sources)
  for (const [list, facts] of Object.entries({ keyFigures, timeline }))
    for (const [at, { sourceKey }] of facts.entries())
      yield { path: [list, at, 'sourceKey'], target: sourceKey, targets: sourceKeys, kind: 'source' }
}

/** Schema refinement: adds an issue for each anchor whose block, source, figure, event or quote does not exist. */
export function checkAnchors(content: Anchored, context: Pick<z.RefinementCtx, 'addIssue'>): void {
  for (const pointers of [markPointers(content), factPointers(content)])
    for (const { path, target, targets, kind } of pointers)
      if (target !== null && !targets.has(target))
        context.addIssue({ code: 'custom', path, message: `is not the key of a ${kind} of this article` })
}
