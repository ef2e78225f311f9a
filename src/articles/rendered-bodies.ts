import { LRUCache } from 'lru-cache'
import { type Form, renderWithPauses } from '../body/form.ts'
import { htmlForm } from '../body/html.ts'
import { markdownForm } from '../body/markdown.ts'
import type { Body } from '../body/schema.ts'
import { textForm } from '../body/text.ts'
import type { Pacer } from '../kernel/pacer.ts'

/** The forms that a body is rendered in. */
const forms = { html: htmlForm, markdown: markdownForm, text: textForm } satisfies Record<string, Form>
export type RenderedForm = keyof typeof forms

/** Renders stored blocks as a JSON string, in slices of time. */
export async function renderBody(body: Buffer, form: RenderedForm, pacer: Pacer): Promise<Buffer> {
  if (pacer.isSpent()) await pacer.turn()
  const blocks: Body = JSON.parse(body.toString())
  const rendered = await renderWithPauses(forms[form], blocks, pacer)
  if (pacer.isSpent()) await pacer.turn()
  return Buffer.from(JSON.stringify(rendered))
}

/** A public version, identified by its publication; `body` has the stored blocks. */
export interface BodySource {
  readonly id: string
  readonly body: Buffer
}

/** Cache of the rendered bodies of public versions. */
export interface RenderedBodies {
  /** The rendered body of a publication, if it is cached. */
  get(id: string, form: string): Buffer | undefined
  /** The rendered body as a JSON string. `epoch` is that of the snapshot that the blocks were read in. */
  read(source: BodySource, form: RenderedForm, epoch: number): Promise<Buffer>
  /** Clears the cache; needed once renditions may have been rebuilt. `epoch` is the current one. */
  clear(epoch: number): void
}

const memoryBytes = 32 * 1024 ** 2
const besideBytes = 512

/**
 * An LRU cache of 32 MiB. A version never changes, so its body is rendered once in each form, in slices of time: one
 * of 1 MiB takes up to half a second.
 */
export function createRenderedBodies(pacer: Pacer): RenderedBodies {
  const kept = new LRUCache<string, Buffer>({ maxSize: memoryBytes })
  const begun = new Map<string, Promise<Buffer>>()
  let clearedAt = 0

  return {
    get: (id, form) => kept.get(`${id} ${form}`),
    async read({ id, body }, form, epoch) {
      const key = `${id} ${form}`
      const known = kept.get(key) ?? begun.get(key)
      if (known) return known
      const rendering = renderBody(body, form, pacer)
      // A view older than the last clear() may have read stale rows.
      if (epoch < clearedAt) return rendering
      begun.set(key, rendering)
      try {
        const bytes = await rendering
        if (begun.get(key) === rendering) kept.set(key, bytes, { size: bytes.length + besideBytes })
        return bytes
      } finally {
        if (begun.get(key) === rendering) begun.delete(key)
      }
    },
    clear(epoch) {
      clearedAt = epoch
      kept.clear()
      begun.clear()
    },
  }
}
