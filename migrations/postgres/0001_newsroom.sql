-- Instants are RFC 3339 UTC text with milliseconds: fixed in width, so they sort as they compare.
-- An interval is half-open: visible_from <= moment < visible_until; a null visible_until has no end.

-- One row: how often a public answer may have changed, and the instant of the last write.
create table store_state (
  id bigint primary key check (id = 1),
  epoch bigint not null,
  instant text collate "C" not null
);
insert into store_state (id, epoch, instant) values (1, 0, '0001-01-01T00:00:00.000Z');

create table document (
  id text collate "C" primary key,
  kind text collate "C" not null check (kind in ('article', 'product-menu', 'disclaimer')),
  created_at text collate "C" not null
);

-- The name by which a document is asked for: an article's slug, a menu's or a disclaimer's key.
-- The locale tells the languages of one disclaimer key apart, and is '' for the other kinds.
create table document_name (
  kind text collate "C" not null,
  name text collate "C" not null,
  locale text collate "C" not null,
  document_id text collate "C" not null references document (id),
  primary key (kind, name, locale)
);
create index document_name_by_document on document_name (document_id);

create table revision (
  document_id text collate "C" not null references document (id),
  revision bigint not null,
  content text collate "C" not null,
  created_at text collate "C" not null,
  primary key (document_id, revision)
);

create table publication (
  id text collate "C" primary key,
  document_id text collate "C" not null references document (id),
  kind text collate "C" not null,
  version bigint not null,
  revision bigint not null,
  signal text collate "C" not null,
  name text collate "C" not null,
  locale text collate "C" not null,
  published_at text collate "C" not null,
  updated_at text collate "C" not null,
  visible_from text collate "C" not null,
  visible_until text collate "C",
  expires_at text collate "C",
  retracted_at text collate "C",
  recorded_at text collate "C" not null,
  unique (document_id, version),
  foreign key (document_id, revision) references revision (document_id, revision)
);
-- Holds the whole predicate, so that a list skips what is not visible without touching its row.
create index publication_newest on publication (kind, published_at, document_id, visible_from, visible_until)
  where retracted_at is null;
create index publication_by_name on publication (kind, name, locale, visible_from, visible_until)
  where retracted_at is null;

-- What readers get of a publication, as bytes: the JSON object without its body, and the body.
-- The facts are what disclaimer rules look at.
create table rendition (
  publication_id text collate "C" primary key references publication (id) on delete cascade,
  content bytea not null,
  body bytea,
  facts text collate "C" not null,
  sha256 text collate "C" not null,
  renderer bigint not null
);

-- The renderer with which all renditions of a kind were made.
create table kind_renderer (
  kind text collate "C" primary key,
  renderer bigint not null
);

-- What lists are narrowed by, a row for each: '*' for every publication, 'entity:openai', 'type:news', 'locale:de' …
-- in the two orders that lists have. A page is read from one range of one of these trees.
create table publication_term (
  term text collate "C" not null,
  published_at text collate "C" not null,
  updated_at text collate "C" not null,
  publication_id text collate "C" not null,
  primary key (term, published_at, publication_id)
);
create index publication_term_updated on publication_term (term, updated_at, publication_id);

create table correction (
  id text collate "C" primary key,
  document_id text collate "C" not null references document (id),
  publication_id text collate "C" not null references publication (id),
  version bigint not null,
  kind text collate "C" not null,
  severity text collate "C" not null,
  block_key text collate "C",
  was text collate "C" not null,
  now_is text collate "C" not null,
  note text collate "C" not null,
  at text collate "C" not null
);
create index correction_newest on correction (at, id);
create index correction_by_document on correction (document_id, at, id);

create table hold (
  document_id text collate "C" not null references document (id),
  at text collate "C" not null,
  reason text collate "C" not null,
  released_at text collate "C",
  primary key (document_id, at)
);

create table retraction (
  document_id text collate "C" primary key references document (id),
  id text collate "C" not null unique,
  kind text collate "C" not null,
  notice text collate "C" not null,
  at text collate "C" not null,
  first_visible_from text collate "C" not null
);
create index retraction_newest on retraction (at, id);

-- Everything that became public or stopped being so, in the order in which it was recorded.
create table tape (
  seq bigint primary key,
  type text collate "C" not null,
  at text collate "C" not null,
  recorded_at text collate "C" not null,
  subject text collate "C" not null,
  version bigint,
  publication_id text collate "C" references publication (id),
  unique (publication_id, type, at)
);
create index tape_by_moment on tape (at);

-- Bounds of visibility that have no tape entry yet.
create table due (
  at text collate "C" not null,
  publication_id text collate "C" not null references publication (id) on delete cascade,
  type text collate "C" not null,
  primary key (at, publication_id, type)
);
create index due_by_publication on due (publication_id);

create table reference (
  kind text collate "C" not null,
  key text collate "C" not null,
  visible_from text collate "C" not null,
  visible_until text collate "C",
  content text collate "C" not null,
  primary key (kind, key, visible_from)
);

create table reference_identifier (
  scheme text collate "C" not null,
  value text collate "C" not null,
  kind text collate "C" not null,
  key text collate "C" not null,
  primary key (scheme, value)
);
create index reference_identifier_by_reference on reference_identifier (kind, key);

create table reference_link (
  kind text collate "C" not null,
  key text collate "C" not null,
  target_kind text collate "C" not null,
  target_key text collate "C" not null,
  primary key (kind, key, target_kind, target_key)
);
create index reference_link_by_target on reference_link (target_kind, target_key);

-- Where and when an instrument is listed; belongs to one version of the instrument's reference.
create table listing (
  mic text collate "C" not null,
  ticker text collate "C" not null,
  instrument_key text collate "C" not null,
  visible_from text collate "C" not null,
  valid_from text collate "C" not null,
  valid_to text collate "C" not null,
  primary key (mic, ticker, instrument_key, visible_from, valid_from)
);
-- When the day comes on which a listing begins or ends, answers change.
create index listing_by_begin on listing (valid_from) where valid_from > visible_from;
create index listing_by_end on listing (valid_to) where valid_to > visible_from;
