import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { storyStore, verifyFile } from './stores.ts'

const first = "select id from publication where kind = 'article' order by id limit 1"

/** Damage that no regular write causes, and the subject under which it is reported. */
const damages: [name: string, subject: string, statement: string][] = [
  [
    'bytes of a version',
    'renditions',
    `update rendition set content = x'7b7d' where publication_id = (${first})`,
  ],
  ['a hash', 'renditions', `update rendition set sha256 = 'x' where publication_id = (${first})`],
  ['a version without bytes', 'renditions', `delete from rendition where publication_id = (${first})`],
  ['a term that is missing', 'terms', `delete from publication_term where publication_id = (${first})`],
  [
    'a term too many',
    'terms',
    `insert into publication_term select 'type:opinion', published_at, updated_at, id from publication where id = (${first})`,
  ],
  [
    'terms of nothing',
    'terms',
    `insert into publication_term select '*', published_at, updated_at, 'pub_none' from publication where id = (${first})`,
  ],
  [
    'tokens of a version that are missing',
    'search',
    `delete from search_index where rowid = (select search_row from publication where id = (${first}))`,
  ],
  ['other tokens of a version', 'search', `update publication set search_sha256 = 'x' where id = (${first})`],
  ['tokens of nothing', 'search', `insert into search_index (rowid, body) values (1, 'word')`],
  ['a link of a version that is missing', 'links', `delete from document_link where publication_id <> ''`],
  ['a link of a draft that is missing', 'links', `delete from document_link where publication_id = ''`],
  [
    'a link of a version too many',
    'links',
    `insert into document_link select 'entity', 'nobody', visible_from, document_id, id, kind from publication where id = (${first})`,
  ],
  [
    'links of nothing',
    'links',
    `insert into document_link select 'entity', 'nobody', visible_from, document_id, 'pub_none', kind from publication where id = (${first})`,
  ],
  [
    'a story key that no revision says',
    'names',
    `update document set story_key = 'other' where kind = 'article'`,
  ],
  ['a listing that is lost', 'references', 'delete from listing'],
  ['a listing of nothing', 'references', `update listing set instrument_key = 'nothing'`],
  ['an identifier that is another', 'references', `update reference_identifier set value = value || 'X'`],
  [
    'a link too many',
    'references',
    `insert into reference_link values ('entity', 'acme', 'entity', 'nobody')`,
  ],
  ['a word too few', 'references', 'delete from reference_word'],
  ['a revision that cannot be read', 'revisions', `update revision set content = '{}' where revision = 1`],
  ['a slug without its claim', 'names', `delete from document_name where name = 'corrected'`],
  ['a gap in the tape', 'tape', 'delete from tape where seq = 5'],
  ['a bound that nobody waits for', 'tape', 'delete from due'],
  [
    'an interval that goes on too long',
    'publications',
    `update publication set visible_until = null where name = 'corrected'`,
  ],
]

describe('verify finds', () => {
  test.each(damages)('%s', async (_, subject, statement) => {
    const { db, file } = await storyStore()
    expect((await verifyFile(file)).filter(({ faults }) => faults > 0)).toEqual([])
    await db.write(({ tx }) =>
      sql
        .raw(statement)
        .execute(tx)
        .then(() => {}),
    )
    const faulty = (await verifyFile(file)).filter(({ faults }) => faults > 0)
    expect(faulty.map((finding) => finding.subject)).toContain(subject)
  })
})
