-- The words of the names, aliases and tickers of references, in the form in which they are compared. Derived, of the
-- current state alone: suggestions find a reference by the beginning of any word.
create table reference_word (
  kind text not null,
  word text not null,
  key text not null,
  primary key (kind, word, key)
) strict, without rowid;
create index reference_word_by_reference on reference_word (kind, key, word);
