import type { z } from 'zod'
import type { Database } from '../../src/db/database.ts'
import { entityPut, instrumentPut, putReferences, topicPut } from '../../src/references/put.ts'
import { EntityContent, InstrumentContent, TopicContent } from '../../src/references/schema.ts'

/** References of the list tests: two or three of each kind. */
export const library = {
  entities: ['acme', 'bolt', 'cyan'],
  instruments: ['acme-stock', 'bolt-stock'],
  topics: ['medtop:100', 'medtop:200'],
}

/** Acme's stock is listed in New York, and from 3 April on also in Frankfurt. */
export const listings: Record<string, z.input<typeof InstrumentContent>['listings']> = {
  'acme-stock': [
    { mic: 'XNAS', ticker: 'ACME', primary: true },
    { mic: 'XFRA', ticker: 'ACM', primary: false, validFrom: '2026-04-03', validTo: '2026-04-05' },
  ],
  'bolt-stock': [{ mic: 'XNYS', ticker: 'BOLT', primary: true }],
}

/** Puts the references that articles refer to. */
export const putLibrary = (db: Database) =>
  db.write((write) =>
    putReferences(write, [
      ...library.entities.map((key) =>
        entityPut(EntityContent.parse({ key, name: key, type: 'organisation' })),
      ),
      ...library.instruments.map((key) =>
        instrumentPut(
          InstrumentContent.parse({ key, name: key, assetClass: 'equity', listings: listings[key] }),
        ),
      ),
      ...library.topics.map((topic) => {
        const [scheme, code] = topic.split(':')
        return topicPut(TopicContent.parse({ scheme, code, name: topic }))
      }),
    ]),
  )
