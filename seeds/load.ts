import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { articleKind } from '../src/articles/kind.ts'
import type { Database, Write } from '../src/db/database.ts'
import { disclaimerKind } from '../src/disclaimers/kind.ts'
import { putRules } from '../src/disclaimers/rules.ts'
import { DisclaimerRule } from '../src/disclaimers/schema.ts'
import { productMenuKind } from '../src/product-menus/kind.ts'
import { addRevision, createDocument, findByName, latestRevision } from '../src/publishing/documents.ts'
import type { Kind } from '../src/publishing/kind.ts'
import { publish } from '../src/publishing/publish.ts'
import { entityPut, instrumentPut, putReferences, topicPut } from '../src/references/put.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../src/references/schema.ts'

const References = z.strictObject({
  entities: z.array(EntityContent),
  instruments: z.array(InstrumentContent),
  topics: z.array(TopicContent),
  disclaimerRules: z.array(DisclaimerRule),
})

/** What loading the sample has changed. */
export interface SampleOutcome {
  readonly references: number
  readonly publications: number
}

/**
 * Loads the sample, read from `source.txt`: references, disclaimer, product menu and article, public from this write
 * on. What is there already with the same content is left alone, so loading again changes nothing.
 */
export function loadSample(db: Database): Promise<SampleOutcome> {
  const { entities, instruments, topics, disclaimerRules } = References.parse(readSeed('references'))
  return db.write(async (write) => {
    const puts = [...entities.map(entityPut), ...instruments.map(instrumentPut), ...topics.map(topicPut)]
    const references = (await putReferences(write, puts)) + (await putRules(write, disclaimerRules))
    // The disclaimer comes first: an article is not served without it.
    const publications =
      (await loadAll(write, disclaimerKind, readSeed('disclaimers'))) +
      (await loadAll(write, productMenuKind, readSeed('product-menus'))) +
      (await loadAll(write, articleKind, readSeed('articles')))
    return { references, publications }
  })
}

const readSeed = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`${name}.json`, import.meta.url), 'utf8'))

async function loadAll<Content>(write: Write, kind: Kind<Content>, seed: unknown): Promise<number> {
  let published = 0
  for (const content of z.array(kind.content).parse(seed)) {
    if (await load(write, kind, content)) published += 1
  }
  return published
}

async function load<Content>(write: Write, kind: Kind<Content>, content: Content): Promise<boolean> {
  const { name, locale } = kind.nameOf(content)
  const known = await findByName(write.tx, kind.kind, name, locale)
  const latest = known && (await latestRevision(write.tx, known))
  if (latest && latest.content === JSON.stringify(content)) return false
  const documentId = known ?? (await createDocument(write, kind, content))
  const revision = known ? await addRevision(write, kind, documentId, content) : 1
  await publish(write, kind, { documentId, revision })
  return true
}
