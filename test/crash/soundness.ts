/**
 * What must be true of a store at any moment, each as a query for rows that break it. Every write has an instant of its
 * own, so what was done together stands under one instant.
 */
export const soundness: Record<string, string> = {
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
      + exists (select 1 from due where publication_id = publication.id and at = visible_from) <> 1`,
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

/** A row that a managed write makes, and the column of its instant: under it, the trail has an entry. */
const traced = {
  revision: "created_at from revision where author <> 'system'",
  publication: 'recorded_at from publication where true',
  correction: 'at from correction where true',
  hold: 'at from hold where true',
  release: 'released_at from hold where released_at is not null',
  retraction: 'at from retraction where true',
  decision: 'at from review where true',
  'kept answer': 'at from idempotency where true',
}

/** Before the first managed write, a command filled the store. */
for (const [what, rows] of Object.entries(traced)) {
  const [column] = rows.split(' ', 1)
  soundness[`a ${what} that the trail does not know`] = `
    select ${rows} and ${column} > (select min(at) from audit)
      and not exists (select 1 from audit where audit.at = ${column})`
}

const done = (act: string, effect: string) => `
  select seq from audit where act = '${act}' and not exists (select 1 from ${effect})`

/** A publication may have been taken back by a later act. */
const takenBack = `audit as later where later.subject = audit.subject and later.seq > audit.seq
  and later.act in ('article.cancel', 'article.hold', 'article.retract', 'product-menu.cancel')`

Object.assign(soundness, {
  'an article that was created and is not there': done(
    'article.create',
    'document where id = audit.subject and created_at = audit.at',
  ),
  'an edit that is not there': done('article.edit', 'revision where created_at = audit.at'),
  'a decision that is not there': done('article.submit', 'review where review.at = audit.at'),
  'a publication that is not there': `${done('article.publish', 'publication where recorded_at = audit.at')}
      and not exists (select 1 from ${takenBack})`,
  'a correction that is not there': done('article.correct', 'correction where correction.at = audit.at'),
  'a hold that is not there': done('article.hold', 'hold where hold.at = audit.at'),
  'a release that is not there': done('article.release', 'hold where released_at = audit.at'),
  'a retraction that is not there': done('article.retract', 'retraction where retraction.at = audit.at'),
  'a repeatable write without its kept answer': `
    select seq from audit where request_id is not null and act not in ('article.edit', 'article.cancel',
      'product-menu.cancel', 'product-menu.end', 'entity.put', 'key.create')
      and not exists (select 1 from idempotency where idempotency.at = audit.at)`,
  'two entries of the trail for one write': 'select at from audit group by at having count(*) > 1',
})
