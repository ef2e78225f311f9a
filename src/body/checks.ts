import type { z } from 'zod'
import { lengthOf, visible } from '../values/text.ts'
import type { MarkDef } from './mark-defs.ts'
import { charactersMax, decoratorAliases, decorators, unsupported } from './names.ts'
import type { Block, TextBlock } from './schema.ts'

/** No mark can have the name of a decorator. */
const decoratorNames = new Set<string>([...decorators, ...decoratorAliases.keys()])

type Context = Pick<z.RefinementCtx, 'addIssue'>

export function checkTextBlock(block: TextBlock, context: Context): void {
  const refuse = (message: string, path: (string | number)[]) =>
    context.addIssue({ code: 'custom', message, path })
  if (block.level !== undefined && block.listItem === undefined)
    refuse('is allowed only on a block with listItem', ['level'])
  if (block.children.reduce((sum, { text }) => sum + lengthOf(text), 0) > charactersMax)
    refuse(`must not have more than ${charactersMax} characters together`, ['children'])
  checkKeys(block.markDefs, (message, at) => refuse(message, ['markDefs', at, '_key']))
  for (const [at, { _key }] of block.markDefs.entries())
    if (decoratorNames.has(_key)) refuse('is the name of a decorator', ['markDefs', at, '_key'])
  const types = new Map<string, MarkDef['_type']>(block.markDefs.map(({ _key, _type }) => [_key, _type]))
  for (const [at, { marks }] of block.children.entries())
    checkMarks(marks, types, (message, index) => refuse(message, ['children', at, 'marks', index]))
}

function checkMarks(
  marks: string[],
  types: Map<string, MarkDef['_type']>,
  refuse: (message: string, at: number) => void,
): void {
  const seen = new Set<string>()
  for (const [at, mark] of marks.entries()) {
    const type = types.get(mark)
    if (!type && !decoratorNames.has(mark))
      refuse(unsupported(mark, 'mark', decorators, ' or the `_key` of a mark of this block'), at)
    // HTML has no link within a link and no term within a term.
    const once = type === 'link' || type === 'term' ? `one ${type}` : mark
    if (seen.has(once)) refuse(once === mark ? 'is a duplicate' : `is a second ${type} on the span`, at)
    seen.add(once)
  }
}

export function checkBody(body: Block[], context: Context): void {
  checkKeys(body, (message, at) => context.addIssue({ code: 'custom', message, path: [at, '_key'] }))
  if (!body.some(isVisible))
    context.addIssue({ code: 'custom', message: 'has no visible character and no image', path: [] })
}

const isVisible = (block: Block): boolean =>
  block._type === 'image' || block.children.some(({ text }) => visible.test(text))

function checkKeys(keyed: { _key: string }[], refuse: (message: string, at: number) => void): void {
  const seen = new Set<string>()
  for (const [at, { _key }] of keyed.entries()) {
    if (seen.has(_key)) refuse('is a duplicate', at)
    seen.add(_key)
  }
}
