import { pino } from 'pino'
import { buildApp } from '../app.ts'
import type { Database } from '../db/database.ts'
import { createClock } from '../kernel/clock.ts'
import { readConfig } from '../kernel/config.ts'

/** The OpenAPI document of this program, as `openapi/openapi.json` holds it. No store is needed: no request is made. */
export async function openApiDocument(): Promise<string> {
  const context = {
    config: readConfig({}),
    clock: createClock(),
    log: pino({ level: 'silent' }),
    stopping: new AbortController().signal,
    db: withoutStore,
  }
  const app = await buildApp(context, { write: () => {} })
  await app.ready()
  const document = `${JSON.stringify(app.swagger(), null, 2)}\n`
  await app.close()
  return document
}

const withoutStore: Database = {
  snapshot: () => Promise.reject(new Error('describing the API asks nothing of the store')),
  onCommit: () => () => {},
  epoch: () => 0,
  isInPlace: () => true,
  write: () => Promise.reject(new Error('describing the API writes nothing')),
  close: () => Promise.resolve(),
}
