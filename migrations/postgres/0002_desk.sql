-- What only editors need: workflow, keys, the audit trail, idempotency and previews. No public answer reads any of it.

-- Counts the accepted writes through the management API, workflow included: the document's entity tag.
alter table document add column change bigint not null default 1;
alter table document add column changed_at text collate "C" not null default '';
-- The document's id in another system, unique within its kind.
alter table document add column external_id text collate "C";
-- Set once a document that was never public is given up; its name is free then.
alter table document add column discarded_at text collate "C";
-- What its newest revision says of where it belongs: its story, and of which version of which article it is a translation.
alter table document add column story_key text collate "C";
alter table document add column translation_of text collate "C";
alter table document add column translation_version bigint;
create index document_changed on document (kind, changed_at, id);
create index document_story on document (kind, story_key, changed_at, id) where story_key is not null;
create index document_translation on document (translation_of, kind, changed_at, id) where translation_of is not null;
create unique index document_external on document (kind, external_id) where external_id is not null;

-- The key that wrote the revision, or 'system' for what a command did.
alter table revision add column author text collate "C" not null default 'system';

-- What was decided about one revision; the newest decision counts.
create table review (
  document_id text collate "C" not null,
  revision bigint not null,
  at text collate "C" not null,
  decision text collate "C" not null check (decision in ('submitted', 'approved', 'changes-requested')),
  by text collate "C" not null,
  reason text collate "C",
  primary key (document_id, revision, at),
  foreign key (document_id, revision) references revision (document_id, revision)
);

-- A key is shown once and kept as its hash. Scopes are a JSON list.
create table api_key (
  id text collate "C" primary key,
  name text collate "C" not null,
  sha256 text collate "C" not null unique,
  scopes text collate "C" not null,
  created_at text collate "C" not null,
  created_by text collate "C" not null,
  expires_at text collate "C",
  revoked_at text collate "C",
  last_used_at text collate "C"
);

-- Who did what, when, with which key. Hashes are of the stored content before and after.
create table audit (
  seq bigint primary key,
  at text collate "C" not null,
  key_id text collate "C" not null,
  key_name text collate "C" not null,
  act text collate "C" not null,
  subject text collate "C" not null,
  revision bigint,
  before_sha256 text collate "C",
  after_sha256 text collate "C",
  request_id text collate "C",
  note text collate "C"
);
create index audit_by_subject on audit (subject, seq);
create function refuse_audit_change() returns trigger language plpgsql as
  $$ begin raise exception 'the audit trail is append-only'; end $$;
create trigger audit_is_final before update or delete on audit for each row execute function refuse_audit_change();

-- The answer to a request with an Idempotency-Key, kept for 24 hours in the transaction of its effect.
create table idempotency (
  key_id text collate "C" not null,
  idempotency_key text collate "C" not null,
  request_sha256 text collate "C" not null,
  status bigint not null,
  headers text collate "C" not null,
  body text collate "C" not null,
  at text collate "C" not null,
  primary key (key_id, idempotency_key)
);
create index idempotency_by_age on idempotency (at);

-- An address under which one revision can be looked at without a key, until it expires. Kept as its hash.
create table preview (
  sha256 text collate "C" primary key,
  document_id text collate "C" not null,
  revision bigint not null,
  created_by text collate "C" not null,
  expires_at text collate "C" not null,
  foreign key (document_id, revision) references revision (document_id, revision)
);
create index preview_by_expiry on preview (expires_at);
