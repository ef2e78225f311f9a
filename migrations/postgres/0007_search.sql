-- The tokens of every publication of an article: of its texts, of their stems, and of its terms. Tokens are made by the
-- program and separated by spaces. Rows are numbered by editorial date. The texts tell where the tokens of a phrase
-- follow each other; the vectors, which have no positions, are what the index holds.
create function search_words(tokens text) returns tsvector language sql immutable strict parallel safe as
  -- A vector holds 1 MiB: what is longer than 24 characters is found by its beginning, and compared in the text.
  $$ select coalesce(array_to_tsvector(array_agg(distinct left(token, 24))), '')
     from unnest(string_to_array(tokens, ' ')) as token where token <> '' $$;
create table search_index (
  row bigint primary key,
  headline text collate "C" not null,
  lead text collate "C" not null,
  names text collate "C" not null,
  body text collate "C" not null,
  headline_stems text collate "C" not null,
  stems text collate "C" not null,
  terms text collate "C" not null,
  headline_words tsvector not null generated always as (search_words(headline)) stored,
  leading_words tsvector not null generated always as (search_words(lead || ' ' || names)) stored,
  body_words tsvector not null generated always as (search_words(body)) stored,
  headline_stem_words tsvector not null generated always as (search_words(headline_stems)) stored,
  other_words tsvector not null generated always as (search_words(stems || ' ' || terms)) stored
);
create index search_index_words on search_index using gin (
  headline_words, leading_words, body_words, headline_stem_words, other_words
);

-- The row in the index, and the hash of its tokens; null for what is not searched.
alter table publication add column search_row bigint;
alter table publication add column search_sha256 text collate "C";
-- All that a search needs to know of a match, so that it does not touch the rows.
create index publication_by_search_row on publication (
  search_row, visible_from, visible_until, retracted_at, updated_at, published_at, document_id, id
) where search_row is not null;
