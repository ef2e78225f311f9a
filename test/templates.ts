import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the processes of a run keep the stores that their tests copy. */
    readonly templateFolder: string
  }
}

/** Removed behind the whole run: the processes that run tests are killed, so they cannot. */
export default function setup({ provide }: TestProject) {
  const templateFolder = mkdtempSync(join(tmpdir(), 'broadtape-templates-'))
  provide('templateFolder', templateFolder)
  return () => rmSync(templateFolder, { recursive: true, force: true })
}
