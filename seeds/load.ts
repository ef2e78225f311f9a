import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { articleKind } from '../src/articles/kind.ts'
import type { Database, Write } from '../src/db/database.ts'
import { disclaimerKind } from '../src/disclaimers/kind.ts'
import { putRules } from '../src/disclaimers/rules.ts'
import { DisclaimerRule } from '../src/disclaimers/schema.ts'
import { productMenuKind } from '../src/product-menus/kind.ts'
import { publish } from '../src/publishing/acts/publish.ts'
import {
  addRevision,
  createDocument,
  findByName,
  latestRevision,
  system,
} from '../src/publishing/documents/documents.ts'
import type { Holdings } from '../src/publishing/documents/holdings.ts'
import type { Kind } from '../src/publishing/kind.ts'
import { entityPut, instrumentPut, putReferences, topicPut } from '../src/references/put.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../src/references/schema.ts'

const References = z.strictObject({
  entities: z.array(EntityContent),
  instruments: z.array(InstrumentContent),
  topics: z.array(TopicContent),
  disclaimerRules: z.array(DisclaimerRule),
})

export interface SampleOutcome {
  readonly references: number
  readonly publications: number
}

/**
 * Loads the sample, taken from `source.txt`: references, disclaimer, product menu and article, public from this write
 * on. Idempotent: skips what already exists with the same content.
 */
export const loadSample = (db: Database): Promise<SampleOutcome> => db.write(loadSampleIn)

/** Loads the sample within a given write. */
export async function loadSampleIn(write: Write): Promise<SampleOutcome> {
  const { puts, rules, documents } = readSample()
  const references = (await putReferences(write, puts)) + (await putRules(write, rules))
  let publications = 0
  for (const { kind, content } of documents) if (await load(write, kind, content)) publications += 1
  return { references, publications }
}

/** The holdings of a store into which only the sample was loaded. */
export function sampleHoldings(): Holdings {
  const { puts, rules, documents } = readSample()
  return {
    documents: documents.map(({ kind, content }) => ({ kind: kind.kind, ...kind.nameOf(content) })),
    references: puts.length + rules.length,
  }
}

function readSample() {
  const { entities, instruments, topics, disclaimerRules } = References.parse(readSeed('references'))
  return {
    puts: [...entities.map(entityPut), ...instruments.map(instrumentPut), ...topics.map(topicPut)],
    rules: disclaimerRules,
    // The disclaimer comes first, because an article is not served without it.
    documents: [
      ...readDocuments(disclaimerKind, 'disclaimers'),
      ...readDocuments(productMenuKind, 'product-menus'),
      ...readDocuments(articleKind, 'articles'),
    ],
  }
}

const readDocuments = (kind: Kind<unknown>, name: string) =>
  z
    .array(kind.content)
    .parse(readSeed(name))
    .map((content) => ({ kind, content }))

/**
 * By kind, name, and locale if names are unique per locale. The same in every store, so that requests to the desk can be
 * tried as the API description shows them. Of other documents of the sample the ids are random.
 */
const sampleIds: Readonly<Record<string, string>> = {
  'disclaimer risk-warning-and-disclaimer en': 'dsc_7h3k9m2p5q8r4t6v',
  'product-menu futures-mega-menu ': 'mnu_7h3k9m2p5q8r4t6v',
  'article openai-and-aws-sign-agreement-to-sell-artificial-intelligence-to-us-government-staff ':
    'art_7h2k9m4n1p8q3r5t',
}

const readSeed = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'))

/** Returns whether the document was new. */
async function load<Content>(write: Write, kind: Kind<Content>, content: Content): Promise<boolean> {
  const { name, locale } = kind.nameOf(content)
  const known = await findByName(write.tx, kind.kind, name, locale)
  const latest = known && (await latestRevision(write.tx, known))
  if (latest && latest.content === JSON.stringify(content)) return false
  const documentId =
    known ?? (await createDocument(write, kind, content, system, sampleIds[`${kind.kind} ${name} ${locale}`]))
  const revision = known ? await addRevision(write, kind, documentId, content) : 1
  await publish(write, kind, { documentId, revision })
  return true
}
