-- The words of the names, aliases and tickers of references, in the form in which they are compared. Derived, of the
-- current state alone: suggestions find a reference by the beginning of any word.
create table reference_word (
  kind text collate "C" not null,
  word text collate "C" not null,
  key text collate "C" not null,
  primary key (kind, word, key)
);
create index reference_word_by_reference on reference_word (kind, key, word);
