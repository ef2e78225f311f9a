-- What only editors need: workflow, keys, the audit trail, idempotency and previews. No public answer reads any of it.

-- Counts the accepted writes through the management API, workflow included: the document's entity tag.
alter table document add column change integer not null default 1;
alter table document add column changed_at text not null default '';
-- The document's id in another system, unique within its kind.
alter table document add column external_id text;
-- Set once a document that was never public is given up; its name is free then.
alter table document add column discarded_at text;
-- What its newest revision says of where it belongs: its story, and of which version of which article it is a translation.
alter table document add column story_key text;
alter table document add column translation_of text;
alter table document add column translation_version integer;
update document set changed_at = created_at;
update document set (external_id, story_key, translation_of, translation_version) = (
  select json_extract(content, '$.externalId'), json_extract(content, '$.storyKey'),
    json_extract(content, '$.translation.of'), json_extract(content, '$.translation.version')
  from revision where document_id = document.id order by revision desc limit 1
) where kind = 'article';
create index document_changed on document (kind, changed_at, id);
create index document_story on document (kind, story_key, changed_at, id) where story_key is not null;
create index document_translation on document (translation_of, kind, changed_at, id) where translation_of is not null;
create unique index document_external on document (kind, external_id) where external_id is not null;

-- The key that wrote the revision, or 'system' for what a command did.
alter table revision add column author text not null default 'system';

-- What was decided about one revision; the newest decision counts.
create table review (
  document_id text not null,
  revision integer not null,
  at text not null,
  decision text not null check (decision in ('submitted', 'approved', 'changes-requested')),
  by text not null,
  reason text,
  primary key (document_id, revision, at),
  foreign key (document_id, revision) references revision (document_id, revision)
) strict, without rowid;

-- A key is shown once and kept as its hash. Scopes are a JSON list.
create table api_key (
  id text primary key,
  name text not null,
  sha256 text not null unique,
  scopes text not null,
  created_at text not null,
  created_by text not null,
  expires_at text,
  revoked_at text,
  last_used_at text
) strict;

-- Who did what, when, with which key. Hashes are of the stored content before and after.
create table audit (
  seq integer primary key,
  at text not null,
  key_id text not null,
  key_name text not null,
  act text not null,
  subject text not null,
  revision integer,
  before_sha256 text,
  after_sha256 text,
  request_id text,
  note text
) strict;
create index audit_by_subject on audit (subject, seq);
create trigger audit_is_final before update on audit begin select raise(abort, 'the audit trail is append-only'); end;
create trigger audit_is_kept before delete on audit begin select raise(abort, 'the audit trail is append-only'); end;

-- The answer to a request with an Idempotency-Key, kept for 24 hours in the transaction of its effect.
create table idempotency (
  key_id text not null,
  idempotency_key text not null,
  request_sha256 text not null,
  status integer not null,
  headers text not null,
  body text not null,
  at text not null,
  primary key (key_id, idempotency_key)
) strict, without rowid;
create index idempotency_by_age on idempotency (at);

-- An address under which one revision can be looked at without a key, until it expires. Kept as its hash.
create table preview (
  sha256 text primary key,
  document_id text not null,
  revision integer not null,
  created_by text not null,
  expires_at text not null,
  foreign key (document_id, revision) references revision (document_id, revision)
) strict, without rowid;
create index preview_by_expiry on preview (expires_at);

-- What only the facts, the text or the instruments of an article name gets a term too: by it the reference is known to
-- be in use. Articles are not found by it.
insert or ignore into publication_term (term, published_at, updated_at, publication_id)
select 'named:' || named.kind || ':' || named.key, named.published_at, named.updated_at, named.id
from (
  select publication.id, publication.published_at, publication.updated_at, field.atom as key,
    case when field.key = 'instrument' then 'instrument' else 'entity' end as kind
  from publication
  join revision on revision.document_id = publication.document_id and revision.revision = publication.revision
  join json_tree(revision.content) as field
  where publication.kind = 'article' and field.type = 'text' and (
    field.key in ('subject', 'speaker', 'via', 'entity', 'instrument')
    or field.path like '$.timeline[%].entities'
  )
) as named
where not exists (
  select 1 from publication_term
  where term = named.kind || ':' || named.key and published_at = named.published_at and publication_id = named.id
);
