import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startServer } from './server.postgres.ts'
import { dropAll } from './stores.postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the processes of a run keep the stores that their tests copy. */
    readonly templateFolder: string
    /** A server on which tests may make databases: the one that is given, or one of the run. */
    readonly postgresUrl: string
  }
}

/** Removed behind the whole run: the processes that run tests are killed, so they cannot. */
export default async function setup({ provide }: TestProject) {
  const templateFolder = mkdtempSync(join(tmpdir(), 'broadtape-templates-'))
  provide('templateFolder', templateFolder)
  const given = process.env.TEST_DATABASE_URL
  const server = given ? null : await startServer()
  provide('postgresUrl', given ?? server?.url ?? '')
  return async () => {
    rmSync(templateFolder, { recursive: true, force: true })
    if (given) await dropAll(given, templateFolder)
    await server?.stop()
  }
}
