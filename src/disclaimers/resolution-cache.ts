import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Instant } from '../values/time.ts'
import { type ContentTraits, type Resolution, resolve } from './resolve.ts'
import type { DisclaimerReference, DisclaimerUse } from './schema.ts'
import type { InForce } from './store.ts'

/** Resolved disclaimers of a content, with their JSON serialised once. */
export interface ResolvedDisclaimers {
  readonly uses: readonly DisclaimerUse[]
  readonly unresolved: Resolution['unresolved']
  /** Ids of the texts: cache tags by which a CDN can purge the content that carries them. */
  readonly ids: readonly string[]
  /** When the newest of the texts came into force; null: there are none. */
  readonly newest: Instant | null
  /** JSON of `uses` with the texts, and without them for lists. */
  readonly whole: DigestedJson
  readonly references: DigestedJson
}

/** JSON as bytes, and their SHA-256 for entity tags. */
export interface DigestedJson {
  readonly bytes: Buffer
  readonly digest: string
}

/** Rules and texts in force at one moment, with an LRU cache of their resolutions by traits. */
export interface ResolutionCache {
  readonly inForce: InForce
  readonly mentioned: Mentioned
  readonly shown: LRUCache<string, ResolvedDisclaimers>
}

/** The values of open lists that occur in any rule; no other value can change a resolution. */
type Mentioned = Readonly<Record<OpenList, ReadonlySet<string>>>
const openLists = ['topics', 'entities', 'instruments', 'productClasses'] as const
type OpenList = (typeof openLists)[number]

const rememberedMax = 2_000

/**
 * `resolve` with a cache: contents are many, but few differ in the traits that the rules in force examine. Without
 * the cache, resolving would be a third of the cost of a list.
 */
export function resolveCached(
  traits: ContentTraits,
  jurisdiction: string | null,
  { inForce, mentioned, shown }: ResolutionCache,
  defaultLocale: string,
): ResolvedDisclaimers {
  const name = nameOf(traits, jurisdiction, defaultLocale, mentioned)
  const known = shown.get(name)
  if (known) return known
  const fresh = show(resolve(traits, { jurisdiction }, inForce, { defaultLocale }), inForce)
  shown.set(name, fresh)
  return fresh
}

export function createResolutionCache(inForce: InForce): ResolutionCache {
  const asked = (name: OpenList) => new Set(inForce.rules.flatMap(({ when }) => when[name] ?? []))
  return {
    inForce,
    mentioned: {
      topics: asked('topics'),
      entities: asked('entities'),
      instruments: asked('instruments'),
      productClasses: asked('productClasses'),
    },
    shown: new LRUCache<string, ResolvedDisclaimers>({ max: rememberedMax }),
  }
}

/** Cache key of every input that `resolve` examines: equal keys have equal resolutions. */
function nameOf(
  traits: ContentTraits,
  jurisdiction: string | null,
  defaultLocale: string,
  mentioned: Mentioned,
): string {
  const { contentKind, locale, type, classification } = traits
  let name = `${contentKind} ${locale} ${type} ${classification} ${jurisdiction} ${defaultLocale}`
  for (const list of openLists) {
    name += ' |'
    for (const value of traits[list]) if (mentioned[list].has(value)) name += ` ${value}`
  }
  return name
}

function show({ uses, unresolved }: Resolution, { disclaimers }: InForce): ResolvedDisclaimers {
  const texts = disclaimers.filter((text) =>
    uses.some((use) => use.key === text.key && use.locale === text.locale),
  )
  return {
    uses,
    unresolved,
    ids: texts.map(({ id }) => id),
    newest:
      texts
        .map(({ availableAt }) => availableAt)
        .toSorted()
        .at(-1) ?? null,
    whole: hashed(uses),
    references: hashed(uses.map(withoutText)),
  }
}

function hashed(value: unknown): DigestedJson {
  const bytes = Buffer.from(JSON.stringify(value))
  return { bytes, digest: hash('sha256', bytes, 'base64url') }
}

const withoutText = ({ title: _, text: __, ...reference }: DisclaimerUse): DisclaimerReference => reference
