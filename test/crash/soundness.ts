/** What must be true of a store at any moment, each as a query for rows that break it. */
const stored: Record<string, string> = {
  'a document without a revision, or with a gap among them': `
    select document.id from document left join (
      select document_id, count(*) as count, max(revision) as last from revision group by document_id
    ) as numbered on numbered.document_id = document.id where numbered.count is null or numbered.count <> last`,
  'a document without a name': `
    select id from document where discarded_at is null
      and not exists (select 1 from document_name where document_id = document.id)`,
  'a publication without its bytes': `
    select id from publication where not exists (select 1 from rendition where publication_id = publication.id)`,
  'versions of a document with a gap among them': `
    select document_id from publication group by document_id having count(*) <> max(version)`,
  'terms of a publication that is not there': `
    select publication_id from publication_term
      where not exists (select 1 from publication where id = publication_id)`,
  'a publication whose beginning is neither on the tape nor due, or is both': `
    select id from publication where
      exists (select 1 from tape where publication_id = publication.id and at = visible_from)
      = exists (select 1 from due where publication_id = publication.id and at = visible_from)`,
  'an end with no other version behind it that is neither on the tape nor due': `
    select id from publication as ended where visible_until is not null
      and not exists (select 1 from publication as next
        where next.document_id = ended.document_id and next.visible_from = ended.visible_until)
      and not exists (select 1 from tape where publication_id = ended.id and at = visible_until)
      and not exists (select 1 from due where publication_id = ended.id and at = visible_until)`,
  'a gap on the tape': 'select count(*), max(seq) from tape having count(*) <> max(seq)',
  'a tape that steps back': `
    select here.seq from tape as here join tape as there on there.seq = here.seq + 1
      where there.at < here.at or there.recorded_at < here.recorded_at`,
  'a gap in the audit trail': 'select count(*), max(seq) from audit having count(*) <> max(seq)',
  'an instant behind that of the last write': `
    select at from audit, store_state where at > instant
    union all select recorded_at from publication, store_state where recorded_at > instant`,
}

/**
 * Every write has an instant of its own, so what was done together stands under one. Under the instant of each of these
 * rows the trail has an entry, but for what a command wrote before the first write of the desk.
 */
const traced: Record<string, [table: string, column: string, condition?: string]> = {
  revision: ['revision', 'created_at', "revision.author <> 'system'"],
  publication: ['publication', 'recorded_at'],
  correction: ['correction', 'at'],
  hold: ['hold', 'at'],
  release: ['hold', 'released_at'],
  retraction: ['retraction', 'at'],
  decision: ['review', 'at'],
  'kept answer': ['idempotency', 'at'],
}

const untraced = Object.entries(traced).map(([what, [table, column, condition = 'true']]) => [
  `a ${what} that the trail does not know`,
  `select ${table}.${column} from ${table} where ${condition} and ${table}.${column} > (select min(at) from audit)
     and not exists (select 1 from audit where audit.at = ${table}.${column})`,
])

/** What the trail tells of, and where it stands. */
const done: [act: string, effect: string][] = [
  ['article.create', 'document where id = audit.subject and created_at = audit.at'],
  ['article.edit', 'revision where created_at = audit.at'],
  ['article.submit', 'review where review.at = audit.at'],
  // A later act may have taken it back before it was visible.
  [
    'article.publish',
    `publication where recorded_at = audit.at) and not exists (select 1 from audit as later
       where later.subject = audit.subject and later.seq > audit.seq
         and later.act in ('article.cancel', 'article.hold', 'article.retract')`,
  ],
  ['article.correct', 'correction where correction.at = audit.at'],
  ['article.hold', 'hold where hold.at = audit.at'],
  ['article.release', 'hold where released_at = audit.at'],
  ['article.retract', 'retraction where retraction.at = audit.at'],
  ['product-menu.create', 'document where id = audit.subject and created_at = audit.at'],
  ['entity.put', `reference where kind = 'entity' and visible_from = audit.at`],
]

const missing = done.map(([act, effect]) => [
  `an effect of ${act} that is not there`,
  `select seq from audit where act = '${act}' and not exists (select 1 from ${effect})`,
])

const once = {
  'a repeatable write without its kept answer': `
    select seq from audit where request_id is not null and act not in ('article.edit', 'article.cancel',
      'product-menu.cancel', 'product-menu.end', 'entity.put', 'key.create')
      and not exists (select 1 from idempotency where idempotency.at = audit.at)`,
  'two entries of the trail for one write': 'select at from audit group by at, subject having count(*) > 1',
}

/** Each fault by its name, and the rows that show it. */
export const soundness: Readonly<Record<string, string>> = {
  ...stored,
  ...Object.fromEntries([...untraced, ...missing]),
  ...once,
}
