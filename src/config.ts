import { existsSync } from 'node:fs'
import { z } from 'zod'
import { Jurisdiction, Locale } from './values/place.ts'
import { WebUrl } from './values/text.ts'

/**
 * The settings, all of them optional. Only this file reads the environment; the README lists them, and a test
 * compares.
 */
const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: WebUrl.optional(),
  DATABASE_URL: z
    .string()
    .regex(/^file:.+$/, { message: 'must be file: and a path, such as file:./data/broadtape.db' })
    .default('file:./data/broadtape.db'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DEFAULT_LOCALE: Locale.default('en'),
  DEFAULT_JURISDICTION: Jurisdiction.optional(),
  SHUTDOWN_TIMEOUT_MS: z.coerce.number().int().min(1).max(600_000).default(10_000),
})

export const settingNames = Object.keys(Environment.shape)

export interface Config {
  readonly port: number
  readonly host: string
  /** The address under which clients reach the server; shown in the API description. */
  readonly publicUrl: string | null
  readonly databaseFile: string
  readonly logLevel: string
  readonly defaultLocale: string
  readonly defaultJurisdiction: string | null
  readonly shutdownTimeoutMs: number
}

/** Settings that cannot be used: one line for each. */
export class ConfigFault extends Error {}

/** Takes what stands in the file `.env` of the working folder, where there is one, for variables that are not set. */
export function loadEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env')
}

/** Reads the settings. An empty variable counts as not set. Throws a `ConfigFault` that lists every fault at once. */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const result = Environment.safeParse(given)
  if (!result.success) {
    throw new ConfigFault(
      result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    )
  }
  const settings = result.data
  return {
    port: settings.PORT,
    host: settings.HOST,
    publicUrl: settings.PUBLIC_URL ?? null,
    databaseFile: settings.DATABASE_URL.slice('file:'.length),
    logLevel: settings.LOG_LEVEL,
    defaultLocale: settings.DEFAULT_LOCALE,
    defaultJurisdiction: settings.DEFAULT_JURISDICTION ?? null,
    shutdownTimeoutMs: settings.SHUTDOWN_TIMEOUT_MS,
  }
}
