import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { Jurisdiction, Locale } from '../values/place.ts'
import { Key, line, WebUrl } from '../values/text.ts'
import { ArticleUrl } from './addresses.ts'
import * as envFile from './env-file.ts'
import { ConfigFault } from './errors.ts'
import { isServerUrl, serverUrlForm, withPassword } from './server-url.postgres.ts'

/** Plain decimal digits only: `Number` would also accept `0x10` or an empty text. */
const wholeNumber = (max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { message: 'must be a whole number in decimal digits', abort: true })
    .transform(Number)
    .refine((number) => number <= max, { message: `must not be above ${max}` })

const oneOf = <Word extends string>(...words: readonly Word[]) =>
  z.enum(words, { message: `must be one of ${words.join(', ')}` })

/** Narrower than what proxy-addr compiles, which takes `1` for 0.0.0.1 and `10.0.0/8` for a network. */
const TrustedProxy = z
  .union([z.enum(['loopback', 'uniquelocal']), z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])
  .refine((text) => !text.endsWith('/0'))

/** Every address begins with it, so a path would end up in none or in all of them. */
const PublicOrigin = WebUrl.transform((text) => new URL(text))
  .refine(({ href, origin }) => href === `${origin}/`, {
    message: 'must be an origin without a path, such as https://news.example.com',
  })
  .transform(({ origin }) => origin)

/** The path of a file as it is: the engine takes `:memory:`, parameters and spaces around a name for something else. */
const fileUrl = /^file:(?!\/\/[^/])(?![\s:])[^?]*[^?\s/]$/

const StoreUrl = z.string().refine((text) => fileUrl.test(text) || isServerUrl(text), {
  message: `must be file: and the path of a file, without parameters, such as file:./data/broadtape.db, or ${serverUrlForm}`,
})

/** Checks the URL of a store that `name` gives, and adds the password of the settings. Throws a `ConfigFault`. */
export function storeUrl(name: string, text: string, { databasePassword }: Config): string {
  const result = StoreUrl.safeParse(text)
  if (!result.success) throw new ConfigFault(`${name}: ${result.error.issues[0]?.message}`)
  return completed(result.data, databasePassword)
}

const completed = (url: string, password: string | null): string =>
  password === null || fileUrl.test(url) ? url : withPassword(url, password)

/** The text of the file that a setting names, without the end of its line. */
const Secret = z.string().transform((file, context) => {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    context.addIssue(`cannot be read: ${(error as NodeJS.ErrnoException).code}`)
    return z.NEVER
  }
})

const SecretKey = z.string().min(32, { message: 'must have at least 32 characters' })

const Networks = z
  .string()
  .transform((text) => text.split(',').map((network) => network.trim()))
  .refine((networks) => networks.every((network) => Network.safeParse(network).success), {
    message: 'must be a comma-separated list of addresses or networks, such as 10.20.0.0/16',
  })
const Network = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text

/** All settings are optional. Only this file reads the environment. A test compares the list in docs/settings.md. */
const Environment = z.object({
  PORT: wholeNumber(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  HEALTH_PORT: wholeNumber(65_535).optional(),
  PUBLIC_URL: PublicOrigin.optional(),
  ARTICLE_URL: ArticleUrl.optional(),
  DATABASE_URL: StoreUrl.default('file:./data/broadtape.db'),
  DATABASE_PASSWORD_FILE: Secret.optional(),
  PUBLISH_LEAD_MS: wholeNumber(10_000)
    .refine((number) => number === 0 || number >= 100, { message: 'must be 0, or at least 100' })
    .default(250),
  LOG_LEVEL: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent').default('info'),
  LOG_REQUESTS: oneOf('errors', 'slow', 'all').default('errors'),
  RATE_LIMIT: wholeNumber(1_000_000_000).default(6_000),
  CACHE_BYTES: wholeNumber(64 * 1024 ** 3).default(64 * 1024 ** 2),
  STREAMS: wholeNumber(1_000_000).default(5_000),
  STREAMS_PER_CLIENT: wholeNumber(1_000_000).default(100),
  WEBHOOK_ALLOW: Networks.optional(),
  SECRET_KEY: SecretKey.optional(),
  SECRET_KEY_FILE: Secret.pipe(SecretKey).optional(),
  SECRET_KEY_PREVIOUS: SecretKey.optional(),
  SECRET_KEY_PREVIOUS_FILE: Secret.pipe(SecretKey).optional(),
  TRUST_PROXY: z
    .string()
    .transform((text) => text.split(',').map((address) => address.trim()))
    .refine((addresses) => addresses.every((address) => TrustedProxy.safeParse(address).success), {
      message:
        'must be a comma-separated list of proxy addresses or networks, such as 10.0.0.0/8, or loopback or uniquelocal',
    })
    .optional(),
  CORS_ORIGINS: z
    .string()
    .transform((text) => text.split(',').map((origin) => origin.trim()))
    .refine((origins) => origins.every(isOrigin), {
      message: 'must be a comma-separated list of origins without a path, such as https://desk.example.com',
    })
    .optional(),
  DEFAULT_LOCALE: Locale.default('en'),
  DEFAULT_JURISDICTION: Jurisdiction.optional(),
  JURISDICTIONS: z
    .string()
    .transform((text) => [...new Set(text.split(',').map((code) => code.trim()))])
    .refine((codes) => codes.every((code) => Jurisdiction.safeParse(code).success), {
      message: 'must be a comma-separated list of ISO 3166-1 alpha-2 codes, EU or EEA',
    })
    .optional(),
  SITE_NAME: line(200).default('Broadtape'),
  SITE_DESCRIPTION: line(1000).optional(),
  SITE_LOGO: WebUrl.optional(),
  SITE_COPYRIGHT: line(500).optional(),
  SITEMAPS: oneOf('true', 'false').default('true'),
  PAGES: oneOf('true', 'false').default('true'),
  MENU: Key.optional(),
  REVIEW_REQUIRED: oneOf('true', 'false').default('true'),
  SHUTDOWN_TIMEOUT_MS: wholeNumber(600_000).default(10_000),
})

export const settingNames = Object.keys(Environment.shape)

export interface Config {
  readonly port: number
  readonly host: string
  /** Port of a listener of its own for the health checks and metrics. */
  readonly healthPort: number | null
  /** The origin at which clients reach the server, without a closing slash. */
  readonly publicUrl: string | null
  /** Template of the addresses at which readers find articles; null: the page here, or the article itself. */
  readonly articleUrl: string | null
  /** Location of the store: `file:` and a path, or the URL of a database with its password, never shown as it is. */
  readonly databaseUrl: string
  /** Password of databases on a server, where it does not stand in their URL. */
  readonly databasePassword: string | null
  /** How far ahead of a shared database's clock a write is dated that alters a public answer; 0: one node alone. */
  readonly publishLeadMs: number
  readonly logLevel: string
  /** Access log: server errors only, also slow requests, or all requests. */
  readonly logRequests: 'errors' | 'slow' | 'all'
  /** Rate limit in requests per minute and client; 0: none. */
  readonly rateLimit: number
  /** Size limit of the response cache in bytes; 0: no cache. */
  readonly cacheBytes: number
  /** Proxies whose `X-Forwarded-For` is trusted; without any, the address of the connection counts. */
  readonly trustedProxies: readonly string[]
  /** CORS: origins whose pages may use the desk. */
  readonly corsOrigins: readonly string[]
  readonly defaultLocale: string
  readonly defaultJurisdiction: string | null
  /** Jurisdictions served: nothing is published without the disclaimers that they require. */
  readonly jurisdictions: readonly string[]
  /** Name of the publication. */
  readonly siteName: string
  readonly siteDescription: string | null
  /** URL of an image. */
  readonly siteLogo: string | null
  readonly siteCopyright: string | null
  readonly sitemaps: boolean
  /** Whether there are pages for readers. */
  readonly pages: boolean
  /** Key of the product menu that they show. */
  readonly menu: string | null
  /** Open streams of the tape at a time; 0: no limit. */
  readonly streams: number
  /** Of these, those of one client; 0: no limit. */
  readonly streamsPerClient: number
  /** Networks that webhooks may reach beside the public ones. */
  readonly webhookAllow: readonly string[]
  /** From which the key for the secrets of webhooks is derived; null: there are no webhooks. */
  readonly secretKey: string | null
  /** The one before it, with which secrets may still be sealed. */
  readonly secretKeyPrevious: string | null
  /** Whether a key other than the author's must approve a revision before publication. */
  readonly reviewRequired: boolean
  readonly shutdownTimeoutMs: number
}

const envFileName = '.env'

/** The variables of the process and, for those that are not set or empty, of the file. */
const ownEnvironment = () => ({ ...parseEnv(envFile.readEnvText(envFileName)), ...notEmpty(process.env) })

const notEmpty = (environment: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))

/** A warning for each name in `.env` that is no setting. The environment itself has names of other programs. */
export const strayLines = (): string[] =>
  envFile.strayLines(envFileName, envFile.readEnvText(envFileName), settingNames)

const orNull = <Value>(value: Value | undefined): Value | null => value ?? null

/** Reads the settings. An empty variable counts as not set. Throws a `ConfigFault` that lists every fault at once. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = ownEnvironment(),
): Config {
  const result = Environment.safeParse(notEmpty(environment))
  if (!result.success) {
    throw new ConfigFault(
      result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    )
  }
  const settings = result.data
  const databasePassword = orNull(settings.DATABASE_PASSWORD_FILE)
  return {
    port: settings.PORT,
    host: settings.HOST,
    healthPort: orNull(settings.HEALTH_PORT),
    publicUrl: orNull(settings.PUBLIC_URL),
    articleUrl: orNull(settings.ARTICLE_URL),
    databaseUrl: completed(settings.DATABASE_URL, databasePassword),
    databasePassword,
    publishLeadMs: settings.PUBLISH_LEAD_MS,
    logLevel: settings.LOG_LEVEL,
    logRequests: settings.LOG_REQUESTS,
    rateLimit: settings.RATE_LIMIT,
    cacheBytes: settings.CACHE_BYTES,
    trustedProxies: settings.TRUST_PROXY ?? [],
    corsOrigins: settings.CORS_ORIGINS ?? [],
    defaultLocale: settings.DEFAULT_LOCALE,
    defaultJurisdiction: orNull(settings.DEFAULT_JURISDICTION),
    jurisdictions: settings.JURISDICTIONS ?? [],
    siteName: settings.SITE_NAME,
    siteDescription: orNull(settings.SITE_DESCRIPTION),
    siteLogo: orNull(settings.SITE_LOGO),
    siteCopyright: orNull(settings.SITE_COPYRIGHT),
    sitemaps: settings.SITEMAPS === 'true',
    pages: settings.PAGES === 'true',
    menu: orNull(settings.MENU),
    streams: settings.STREAMS,
    streamsPerClient: settings.STREAMS_PER_CLIENT,
    webhookAllow: settings.WEBHOOK_ALLOW ?? [],
    secretKey: settings.SECRET_KEY ?? orNull(settings.SECRET_KEY_FILE),
    secretKeyPrevious: settings.SECRET_KEY_PREVIOUS ?? orNull(settings.SECRET_KEY_PREVIOUS_FILE),
    reviewRequired: settings.REVIEW_REQUIRED === 'true',
    shutdownTimeoutMs: settings.SHUTDOWN_TIMEOUT_MS,
  }
}
