import type { Block, Body } from './schema.ts'

/**
 * How a form of the body is rendered: first each block by itself, which takes most of the time, then the whole from
 * its blocks. Between two blocks, the renderer of a long body can yield to the event loop.
 */
export interface Form {
  block(block: Block): string
  /** `blocks` has what `block` returned for each block of the body. */
  whole(body: Body, blocks: ReadonlyMap<Block, string>): string
}

export const render = (form: Form, body: Body): string =>
  form.whole(body, new Map(body.map((block) => [block, form.block(block)])))

/** Says when other work is due, and waits for it. */
export interface Pauses {
  isSpent(): boolean
  turn(): Promise<void>
}

/** Like `render`, with a pause before a block whenever one is due. */
export async function renderWithPauses(form: Form, body: Body, pauses: Pauses): Promise<string> {
  const blocks = new Map<Block, string>()
  for (const block of body) {
    if (pauses.isSpent()) await pauses.turn()
    blocks.set(block, form.block(block))
  }
  if (pauses.isSpent()) await pauses.turn()
  return form.whole(body, blocks)
}
