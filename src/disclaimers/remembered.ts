import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Instant } from '../values/time.ts'
import { type ContentTraits, type Resolution, resolve } from './resolve.ts'
import type { DisclaimerReference, DisclaimerUse } from './schema.ts'
import type { InForce } from './store.ts'

/** What readers are shown beside a content, with its JSON made once. */
export interface Shown {
  readonly uses: readonly DisclaimerUse[]
  readonly unresolved: Resolution['unresolved']
  /** Ids of the texts, so that a CDN can purge by them what they stand beside. */
  readonly ids: readonly string[]
  /** When the newest of the texts came into force; null where there is none. */
  readonly newest: Instant | null
  /** The JSON of `uses`, and of the same without the texts themselves. */
  readonly whole: HashedJson
  readonly references: HashedJson
}

/** JSON as bytes, and their SHA-256, which names them. */
export interface HashedJson {
  readonly bytes: Buffer
  readonly digest: string
}

/** What is in force at one moment, and what was resolved by it. */
export interface Memory {
  readonly inForce: InForce
  readonly mentioned: Mentioned
  readonly shown: LRUCache<string, Shown>
}

/** Those values of open lists that any rule asks for; others cannot tell contents apart. */
type Mentioned = Readonly<Record<OpenList, ReadonlySet<string>>>
const openLists = ['topics', 'entities', 'instruments', 'productClasses'] as const
type OpenList = (typeof openLists)[number]

const rememberedMax = 2_000

/**
 * Resolves as `resolve` does, and remembers: contents are many, but few of them differ in what the rules in force
 * look at. Resolving anew would be a third of the work of a list.
 */
export function shownBeside(
  traits: ContentTraits,
  jurisdiction: string | null,
  { inForce, mentioned, shown }: Memory,
  defaultLocale: string,
): Shown {
  const name = nameOf(traits, jurisdiction, defaultLocale, mentioned)
  const known = shown.get(name)
  if (known) return known
  const fresh = show(resolve(traits, { jurisdiction }, inForce, { defaultLocale }), inForce)
  shown.set(name, fresh)
  return fresh
}

export function createMemory(inForce: InForce): Memory {
  const asked = (name: OpenList) => new Set(inForce.rules.flatMap(({ when }) => when[name] ?? []))
  return {
    inForce,
    mentioned: {
      topics: asked('topics'),
      entities: asked('entities'),
      instruments: asked('instruments'),
      productClasses: asked('productClasses'),
    },
    shown: new LRUCache<string, Shown>({ max: rememberedMax }),
  }
}

/** Everything that `resolve` looks at: the same name, the same resolution. */
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

function show({ uses, unresolved }: Resolution, { disclaimers }: InForce): Shown {
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

function hashed(value: unknown): HashedJson {
  const bytes = Buffer.from(JSON.stringify(value))
  return { bytes, digest: hash('sha256', bytes, 'base64url') }
}

const withoutText = ({ title: _, text: __, ...reference }: DisclaimerUse): DisclaimerReference => reference
