-- Instants are RFC 3339 UTC text with milliseconds: fixed in width, so they sort as they compare.
-- An interval is half-open: visible_from <= moment < visible_until; a null visible_until has no end.

-- One row: how often a public answer may have changed, and the instant of the last write.
create table store_state (
  id integer primary key check (id = 1),
  epoch integer not null,
  instant text not null
) strict;
insert into store_state (id, epoch, instant) values (1, 0, '0001-01-01T00:00:00.000Z');

create table document (
  id text primary key,
  kind text not null check (kind in ('article', 'product-menu', 'disclaimer')),
  created_at text not null
) strict;

-- The name by which a document is asked for: an article's slug, a menu's or a disclaimer's key.
-- The locale tells the languages of one disclaimer key apart, and is '' for the other kinds.
create table document_name (
  kind text not null,
  name text not null,
  locale text not null,
  document_id text not null references document (id),
  primary key (kind, name, locale)
) strict, without rowid;
create index document_name_by_document on document_name (document_id);

create table revision (
  document_id text not null references document (id),
  revision integer not null,
  content text not null,
  created_at text not null,
  primary key (document_id, revision)
) strict;

create table publication (
  id text primary key,
  document_id text not null references document (id),
  kind text not null,
  version integer not null,
  revision integer not null,
  signal text not null,
  name text not null,
  locale text not null,
  published_at text not null,
  updated_at text not null,
  visible_from text not null,
  visible_until text,
  expires_at text,
  retracted_at text,
  recorded_at text not null,
  unique (document_id, version),
  foreign key (document_id, revision) references revision (document_id, revision)
) strict;
-- Holds the whole predicate, so that a list skips what is not visible without touching its row.
create index publication_newest on publication (kind, published_at, document_id, visible_from, visible_until)
  where retracted_at is null;
create index publication_by_name on publication (kind, name, locale, visible_from, visible_until)
  where retracted_at is null;

-- What readers get of a publication, as bytes: the JSON object without its body, and the body.
-- The facts are what disclaimer rules look at.
create table rendition (
  publication_id text primary key references publication (id) on delete cascade,
  content blob not null,
  body blob,
  facts text not null,
  sha256 text not null,
  renderer integer not null
) strict;

-- The renderer with which all renditions of a kind were made.
create table kind_renderer (
  kind text primary key,
  renderer integer not null
) strict, without rowid;

-- What lists are narrowed by, a row for each: '*' for every publication, 'entity:openai', 'type:news', 'locale:de' …
-- in the two orders that lists have. A page is read from one range of one of these trees.
create table publication_term (
  term text not null,
  published_at text not null,
  updated_at text not null,
  publication_id text not null,
  primary key (term, published_at, publication_id)
) strict, without rowid;
create index publication_term_updated on publication_term (term, updated_at, publication_id);

create table correction (
  id text primary key,
  document_id text not null references document (id),
  publication_id text not null references publication (id),
  version integer not null,
  kind text not null,
  severity text not null,
  block_key text,
  was text not null,
  now_is text not null,
  note text not null,
  at text not null
) strict;
create index correction_newest on correction (at, id);
create index correction_by_document on correction (document_id, at, id);

create table hold (
  document_id text not null references document (id),
  at text not null,
  reason text not null,
  released_at text,
  primary key (document_id, at)
) strict;

create table retraction (
  document_id text primary key references document (id),
  id text not null unique,
  kind text not null,
  notice text not null,
  at text not null,
  first_visible_from text not null
) strict;
create index retraction_newest on retraction (at, id);

-- Everything that became public or stopped being so, in the order in which it was recorded.
create table tape (
  seq integer primary key,
  type text not null,
  at text not null,
  recorded_at text not null,
  subject text not null,
  version integer,
  publication_id text references publication (id),
  unique (publication_id, type, at)
) strict;
create index tape_by_moment on tape (at);

-- Bounds of visibility that have no tape entry yet.
create table due (
  at text not null,
  publication_id text not null references publication (id) on delete cascade,
  type text not null,
  primary key (at, publication_id, type)
) strict, without rowid;
create index due_by_publication on due (publication_id);

create table reference (
  kind text not null,
  key text not null,
  visible_from text not null,
  visible_until text,
  content text not null,
  primary key (kind, key, visible_from)
) strict;

create table reference_identifier (
  scheme text not null,
  value text not null,
  kind text not null,
  key text not null,
  primary key (scheme, value)
) strict, without rowid;
create index reference_identifier_by_reference on reference_identifier (kind, key);

create table reference_link (
  kind text not null,
  key text not null,
  target_kind text not null,
  target_key text not null,
  primary key (kind, key, target_kind, target_key)
) strict, without rowid;
create index reference_link_by_target on reference_link (target_kind, target_key);

-- Where and when an instrument is listed; belongs to one version of the instrument's reference.
create table listing (
  mic text not null,
  ticker text not null,
  instrument_key text not null,
  visible_from text not null,
  valid_from text not null,
  valid_to text not null,
  primary key (mic, ticker, instrument_key, visible_from, valid_from)
) strict, without rowid;
-- When the day comes on which a listing begins or ends, answers change.
create index listing_by_begin on listing (valid_from) where valid_from > visible_from;
create index listing_by_end on listing (valid_to) where valid_to > visible_from;
