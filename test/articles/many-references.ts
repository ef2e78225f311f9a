import type { Database } from '../../src/db/database.ts'
import { entityPut, instrumentPut, putReferences, topicPut } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../src/references/schema.ts'

const keys = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name}${index}`)

/** Keys of entities and instruments, and codes of topics in the scheme `own`. */
export const many = { entities: keys('e', 40), instruments: keys('i', 30), topics: keys('t', 15) }

export const putMany = (db: Database) =>
  db.write((write) =>
    putReferences(write, [
      ...many.entities.map((key) =>
        entityPut(EntityContent.parse({ key, name: `Entity ${key}`, type: 'organisation' })),
      ),
      ...many.instruments.map((key) =>
        instrumentPut(
          InstrumentContent.parse({ key, name: `Stock ${key}`, assetClass: 'equity', listings: [] }),
        ),
      ),
      ...many.topics.map((code) =>
        topicPut(TopicContent.parse({ scheme: 'own', code, name: `Topic ${code}` })),
      ),
    ]),
  )
